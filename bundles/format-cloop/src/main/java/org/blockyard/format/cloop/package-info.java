/** Compressed loop images, to be read. */
@NullMarked
package org.blockyard.format.cloop;

import org.jspecify.annotations.NullMarked;
