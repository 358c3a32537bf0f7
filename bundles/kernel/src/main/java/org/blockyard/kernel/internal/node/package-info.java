/**
 * One node: its state, its open device, its handles and what its driver instance may have running.
 */
@NullMarked
package org.blockyard.kernel.internal.node;

import org.jspecify.annotations.NullMarked;
