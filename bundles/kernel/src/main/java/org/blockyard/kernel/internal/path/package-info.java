/**
 * The way of a request through a node: gate, bounds, alignment, splitting, counters, the driver. It
 * takes no lock of the graph and allocates nothing where a request can be answered at once; it
 * knows devices and their limits, but neither nodes nor edges.
 */
@NullMarked
package org.blockyard.kernel.internal.path;

import org.jspecify.annotations.NullMarked;
