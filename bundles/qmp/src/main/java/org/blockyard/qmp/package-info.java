/** QMP, the machine protocol of QEMU, on a socket. */
@NullMarked
package org.blockyard.qmp;

import org.jspecify.annotations.NullMarked;
