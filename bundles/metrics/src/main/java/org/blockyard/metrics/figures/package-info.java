/** What is told: one class for each thing that has figures. */
@NullMarked
package org.blockyard.metrics.figures;

import org.jspecify.annotations.NullMarked;
