package org.blockyard.job.kit;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockyard.driver.ChildRole;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.Edge;

/**
 * A disk and what it is made of: its layers from the top down, each with the filters above it. A
 * snapshot of how it was when it was looked at.
 *
 * @param nodes the nodes from the top down, filters among them
 */
public record BackingChain(List<BlockNode> nodes) {
    /** The chain below a node, itself first. */
    public static BackingChain of(BlockNode top) {
        var nodes = new ArrayList<BlockNode>();
        for (var next = Optional.of(top); next.isPresent(); next = below(next.get())) {
            nodes.add(next.get());
        }
        return new BackingChain(List.copyOf(nodes));
    }

    /** What a node shows where it has nothing of its own: its backing, or what it filters. */
    public static Optional<BlockNode> below(BlockNode node) {
        return edgeBelow(node).map(Edge::child);
    }

    /** The edge to what a node shows where it has nothing of its own. */
    public static Optional<Edge> edgeBelow(BlockNode node) {
        return node.filtered()
                .or(
                        () ->
                                node.children().stream()
                                        .filter(edge -> edge.roles().contains(ChildRole.COW))
                                        .findFirst());
    }

    /** Whether a node is a filter, which holds nothing of its own. */
    public static boolean isFilter(BlockNode node) {
        return node.filtered().isPresent();
    }

    /** The first node from here on down that is no filter. */
    public static BlockNode skipFilters(BlockNode node) {
        var at = node;
        while (isFilter(at)) {
            at = below(at).orElseThrow();
        }
        return at;
    }

    /** The uppermost node. */
    public BlockNode top() {
        return nodes.getFirst();
    }

    /** The layers without filters. */
    public List<BlockNode> layers() {
        return nodes.stream().filter(node -> !isFilter(node)).toList();
    }

    /** Whether that node is part of it, below the top. */
    public boolean hasBelow(BlockNode node) {
        return nodes.indexOf(node) > 0;
    }

    /** The nodes above one of its nodes, from the top down. */
    public List<BlockNode> above(BlockNode node) {
        int at = nodes.indexOf(node);
        return at < 0 ? nodes : nodes.subList(0, at);
    }

    /**
     * The layer below the top whose image has that file name; a relative name is taken from the
     * working directory.
     */
    public Optional<BlockNode> byFileName(String fileName) {
        return layers().stream()
                .skip(1)
                .filter(layer -> same(fileName, layer.fileName()))
                .findFirst();
    }

    private static boolean same(String one, String other) {
        return one.equals(other) || path(one).equals(path(other)) && path(one).isPresent();
    }

    private static Optional<Path> path(String name) {
        try {
            return Optional.of(Path.of(name).toAbsolutePath().normalize());
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
