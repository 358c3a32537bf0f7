/** Hyper-V's disk images with a log: virtual hard disks, version 2 (VHDX). */
@NullMarked
package org.blockyard.format.vhdx;

import org.jspecify.annotations.NullMarked;
