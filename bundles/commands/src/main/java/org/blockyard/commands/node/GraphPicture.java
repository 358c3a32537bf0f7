package org.blockyard.commands.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.blockyard.commands.kit.Action;
import org.blockyard.commands.kit.Types;
import org.blockyard.driver.Permission;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.Holder;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.option.NoOptions;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;

/** {@code x-debug-query-block-graph}: nodes, who uses them, and with what permissions. */
final class GraphPicture {
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final List<Edge> edges = new ArrayList<>();

    private GraphPicture() {}

    enum NodeType {
        /** A user: an export or a tool. */
        BLOCK_BACKEND,
        /** A job. */
        BLOCK_JOB,
        /** A node. */
        BLOCK_DRIVER
    }

    enum BlockPermission {
        /** Reads a stable whole. */
        CONSISTENT_READ,
        /** Writes. */
        WRITE,
        /** Writes what is there already. */
        WRITE_UNCHANGED,
        /** Changes the length. */
        RESIZE
    }

    record Node(
            @Option("number in this answer") long id,
            @Option("what it is") NodeType type,
            @Option("its name or id") String name) {}

    record Edge(
            @Option("number of who uses") long parent,
            @Option("number of the node used") long child,
            @Option("what the child is called there") String name,
            @Option("what the parent does") List<BlockPermission> perm,
            @Option("what the parent lets others do") List<BlockPermission> sharedPerm) {}

    record Graph(@Option("nodes and users") List<Node> nodes, @Option("uses") List<Edge> edges) {}

    static ManagementCommand command() {
        return Action.tells(
                "x-debug-query-block-graph",
                "Tells the graph: nodes, users, and permissions along the edges.",
                NoOptions.class,
                Types.of(Graph.class),
                (none, context) -> {
                    var picture = new GraphPicture();
                    var all = context.platform().graph().nodes();
                    all.forEach(node -> picture.id(NodeType.BLOCK_DRIVER, node.name()));
                    all.forEach(picture::edges);
                    var graph = new Graph(List.copyOf(picture.nodes.values()), picture.edges);
                    return OptionSchema.of(Graph.class).write(graph);
                });
    }

    private void edges(BlockNode node) {
        long child = id(NodeType.BLOCK_DRIVER, node.name());
        for (var holder : node.holders()) {
            edges.add(
                    new Edge(
                            id(type(holder), holder.name()),
                            child,
                            holder.as(),
                            words(holder.wanted()),
                            words(holder.shared())));
        }
    }

    private static NodeType type(Holder holder) {
        return switch (holder.what()) {
            case "node" -> NodeType.BLOCK_DRIVER;
            case "job" -> NodeType.BLOCK_JOB;
            default -> NodeType.BLOCK_BACKEND;
        };
    }

    private long id(NodeType type, String name) {
        return nodes.computeIfAbsent(
                        type + " " + name, key -> new Node(nodes.size() + 1L, type, name))
                .id();
    }

    private static List<BlockPermission> words(Set<Permission> permissions) {
        return permissions.stream()
                .map(permission -> BlockPermission.valueOf(permission.name()))
                .sorted()
                .toList();
    }
}
