/** Figures of nodes, exports and jobs for monitoring systems, over HTTP. */
@NullMarked
package org.blockyard.metrics;

import org.jspecify.annotations.NullMarked;
