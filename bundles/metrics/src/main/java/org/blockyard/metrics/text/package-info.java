/** The text in which figures are given: OpenMetrics 1.0 and the older form of Prometheus. */
@NullMarked
package org.blockyard.metrics.text;

import org.jspecify.annotations.NullMarked;
