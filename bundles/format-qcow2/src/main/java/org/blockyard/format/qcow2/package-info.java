/** QEMU's copy-on-write format, version 2 and 3. */
@NullMarked
package org.blockyard.format.qcow2;

import org.jspecify.annotations.NullMarked;
