/** Random work on images: the same done by Blockyard and by QEMU, crashes, and damaged images. */
@NullMarked
package org.blockyard.itest.fuzz;

import org.jspecify.annotations.NullMarked;
