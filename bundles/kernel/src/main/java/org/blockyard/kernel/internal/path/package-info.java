/**
 * The way of a request through a node: gate, bounds, alignment, splitting, counters, the driver.
 */
@NullMarked
package org.blockyard.kernel.internal.path;

import org.jspecify.annotations.NullMarked;
