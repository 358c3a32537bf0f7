/** QEMU enhanced disks. */
@NullMarked
package org.blockyard.format.qed;

import org.jspecify.annotations.NullMarked;
