/** Virtual PC's and Hyper-V's disk images: virtual hard disks, version 1.0 (VHD). */
@NullMarked
package org.blockyard.format.vpc;

import org.jspecify.annotations.NullMarked;
