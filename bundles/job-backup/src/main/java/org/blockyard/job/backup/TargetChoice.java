package org.blockyard.job.backup;

import java.io.IOException;
import org.blockyard.graph.BlockGraph;
import org.blockyard.graph.BlockNode;

/** Where a backup goes. */
interface TargetChoice {
    /** The node to copy to. */
    BlockNode node(BlockGraph graph, BlockNode source) throws IOException;

    /** Whether the node was opened for the job alone and goes with it. */
    boolean temporary();

    /** A node that is there. */
    static TargetChoice named(String name) {
        return new TargetChoice() {
            @Override
            public BlockNode node(BlockGraph graph, BlockNode source) throws IOException {
                return Wishes.node(graph, name);
            }

            @Override
            public boolean temporary() {
                return false;
            }
        };
    }
}
