/** How fast jobs copy a disk, idle and while clients use it, against QEMU's storage daemon. */
@NullMarked
package org.blockyard.itest.bench.job;

import org.jspecify.annotations.NullMarked;
