/** QEMU's first copy-on-write format, version 1. */
@NullMarked
package org.blockyard.format.qcow;

import org.jspecify.annotations.NullMarked;
