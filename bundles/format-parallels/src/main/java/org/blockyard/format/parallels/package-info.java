/** Parallels' expandable disk images. */
@NullMarked
package org.blockyard.format.parallels;

import org.jspecify.annotations.NullMarked;
