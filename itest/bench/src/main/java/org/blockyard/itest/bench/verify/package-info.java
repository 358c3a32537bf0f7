/**
 * A load that knows what every block of a disk must hold and compares each byte that it reads: what
 * finds wrong data, lost writes and requests without an answer.
 */
@NullMarked
package org.blockyard.itest.bench.verify;

import org.jspecify.annotations.NullMarked;
