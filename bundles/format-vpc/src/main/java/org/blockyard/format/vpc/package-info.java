/** Virtual PC's and Hyper-V's disk images, VHD. */
@NullMarked
package org.blockyard.format.vpc;

import org.jspecify.annotations.NullMarked;
