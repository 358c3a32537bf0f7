package org.blockyard.job.mirror;

import java.util.Optional;
import org.blockyard.driver.ChildRole;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.Edge;

/** Tells filters, which show what is below them as it is, from formats. */
final class Filters {
    private Filters() {}

    /** What a filter filters; empty if the node is none. */
    static Optional<BlockNode> filtered(BlockNode node) {
        return node.filtered().map(Edge::child);
    }

    /** The first node from here on down that is no filter. */
    static BlockNode unfiltered(BlockNode node) {
        var at = node;
        for (var next = filtered(at); next.isPresent(); next = filtered(at)) {
            at = next.get();
        }
        return at;
    }

    /** What backs a disk. */
    static Optional<BlockNode> backing(BlockNode node) {
        return unfiltered(node).children().stream()
                .filter(edge -> edge.roles().contains(ChildRole.COW))
                .map(Edge::child)
                .findFirst();
    }
}
