/** NBD servers compared in one run, under loads of all kinds. */
@NullMarked
package org.blockyard.itest.bench.nbd;

import org.jspecify.annotations.NullMarked;
