/** Apple's disk images, to be read. */
@NullMarked
package org.blockyard.format.dmg;

import org.jspecify.annotations.NullMarked;
