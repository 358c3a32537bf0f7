/**
 * Guest data: reading, writing, zeroing and discarding clusters, and the device that the kernel
 * sees.
 */
@NullMarked
package org.blockyard.format.qcow2.internal.data;

import org.jspecify.annotations.NullMarked;
