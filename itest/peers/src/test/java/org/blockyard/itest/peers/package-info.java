/**
 * The whole product, run as a process, against peers that others wrote: QEMU's tools, libnbd, fio.
 */
@NullMarked
package org.blockyard.itest.peers;

import org.jspecify.annotations.NullMarked;
