/** The graph, the I/O path, driver swap and jobs. */
@NullMarked
package org.blockyard.kernel.internal;

import org.jspecify.annotations.NullMarked;
