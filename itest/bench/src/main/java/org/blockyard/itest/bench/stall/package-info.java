/**
 * What waits for disks: whether requests that need none are held up by those that do, and how fast
 * those are that find nothing in the page cache.
 */
@NullMarked
package org.blockyard.itest.bench.stall;

import org.jspecify.annotations.NullMarked;
