package org.blockyard.kernel.internal.graph;

import org.blockyard.graph.BlockNode;

/**
 * Makes open nodes known outside the graph, as services for example. Called in order; must not call
 * the graph back.
 */
public interface NodePublisher {
    /** Tells nobody. */
    NodePublisher NONE =
            new NodePublisher() {
                @Override
                public void opened(BlockNode node) {}

                @Override
                public void closed(BlockNode node) {}
            };

    /**
     * A node serves requests from now on, after its first opening or after an absence of its
     * driver.
     */
    void opened(BlockNode node);

    /** A node that was {@link #opened} serves none any more. */
    void closed(BlockNode node);
}
