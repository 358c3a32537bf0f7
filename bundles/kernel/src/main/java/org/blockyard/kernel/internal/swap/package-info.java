/**
 * What replacing a driver takes beside the graph: calls into drivers that may hang, rehearsals,
 * samples that two versions must agree on, the history of swaps, and word of them.
 */
@NullMarked
package org.blockyard.kernel.internal.swap;

import org.jspecify.annotations.NullMarked;
