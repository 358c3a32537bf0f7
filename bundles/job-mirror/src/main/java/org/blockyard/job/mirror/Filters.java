package org.blockyard.job.mirror;

import java.util.Optional;
import org.blockyard.driver.ChildRole;
import org.blockyard.graph.BlockGraph;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.Edge;

/**
 * Tells filters, which show what is below them as it is, from formats.
 *
 * @param graph where the nodes are
 */
record Filters(BlockGraph graph) {
    /** What a filter filters; empty if the node is none. */
    Optional<BlockNode> filtered(BlockNode node) {
        return node.filtered().map(Edge::child);
    }

    /** The first node from here on down that is no filter. */
    BlockNode unfiltered(BlockNode node) {
        var at = node;
        for (var next = filtered(at); next.isPresent(); next = filtered(at)) {
            at = next.get();
        }
        return at;
    }

    /** What backs a disk. */
    Optional<BlockNode> backing(BlockNode node) {
        return unfiltered(node).children().stream()
                .filter(edge -> edge.roles().contains(ChildRole.COW))
                .map(Edge::child)
                .findFirst();
    }
}
