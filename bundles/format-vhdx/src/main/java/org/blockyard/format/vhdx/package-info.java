/** Hyper-V's disk images with a log, VHDX. */
@NullMarked
package org.blockyard.format.vhdx;

import org.jspecify.annotations.NullMarked;
