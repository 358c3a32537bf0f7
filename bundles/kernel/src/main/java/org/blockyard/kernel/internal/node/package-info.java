/**
 * One node: its state, its open device, its handles and what its driver instance may have running.
 * A {@link org.blockyard.kernel.internal.node.Node} stays while driver instances ({@link
 * org.blockyard.kernel.internal.node.Incarnation}) come and go; whatever an instance holds is
 * revoked with it, so that what its threads do afterwards changes nothing. Nothing here changes the
 * graph by itself: {@code internal.graph} does, with its locks.
 */
@NullMarked
package org.blockyard.kernel.internal.node;

import org.jspecify.annotations.NullMarked;
