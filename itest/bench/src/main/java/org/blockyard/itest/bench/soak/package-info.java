/**
 * What only time shows: a daemon under a load of many clients whose every byte is checked, and what
 * it holds of memory, threads and descriptors meanwhile.
 */
@NullMarked
package org.blockyard.itest.bench.soak;

import org.jspecify.annotations.NullMarked;
