package org.blockyard.shell.internal.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.blockyard.driver.Permission;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.Edge;
import org.blockyard.graph.Holder;
import org.blockyard.option.Sizes;
import org.blockyard.platform.Platform;
import org.blockyard.shell.internal.text.Branch;

/**
 * Draws the graph as trees.
 *
 * @param platform where it is
 */
record Graph(Platform platform) implements ShellCommand {
    private static final Map<Permission, Character> LETTERS =
            Map.of(
                    Permission.CONSISTENT_READ, 'r',
                    Permission.WRITE, 'w',
                    Permission.WRITE_UNCHANGED, 'u',
                    Permission.RESIZE, 's');

    @Override
    public String name() {
        return "graph";
    }

    @Override
    public String summary() {
        return "Draw the graph of nodes, with states, drivers and permissions";
    }

    @Override
    public String usage() {
        return """
                graph [NODE]

                Draws the nodes with those who use them above and their children below; with
                a name, from that node down. In brackets stands what the user or parent does
                with a node, and after the bar what it lets others do:
                r consistent read, w write, u write unchanged data, s change the size.
                """;
    }

    @Override
    public void run(Invocation call) throws IOException {
        int columns = call.viewer().columns();
        if (!call.arguments().isEmpty()) {
            var node = platform.graph().require(call.only("one node name"));
            call.out().print(new Branch(label("", node, ""), children(node)).draw(columns));
            return;
        }
        boolean empty = true;
        for (var node : platform.graph().nodes()) {
            if (node.holders().stream().noneMatch(holder -> holder.what().equals("node"))) {
                call.out().print(fromTop(node).draw(columns));
                empty = false;
            }
        }
        if (empty) {
            call.out().println("no nodes");
        }
    }

    /** A root under its users: the first above it, the others beside its name. */
    private static Branch fromTop(BlockNode node) {
        var users =
                node.holders().stream().filter(holder -> !holder.what().equals("node")).toList();
        if (users.isEmpty()) {
            return new Branch(label("", node, ""), children(node));
        }
        var names = String.join(", ", users.stream().map(Graph::user).toList());
        return new Branch(names, List.of(new Branch(label("", node, ""), children(node))));
    }

    private static String user(Holder holder) {
        return holder.what()
                + " "
                + holder.name()
                + " "
                + permissions(holder.wanted(), holder.shared());
    }

    private static List<Branch> children(BlockNode node) {
        var branches = new ArrayList<Branch>();
        for (Edge edge : node.children()) {
            var users = new StringBuilder(permissions(edge.wanted(), edge.shared()));
            for (var holder : edge.child().holders()) {
                if (!holder.what().equals("node")) {
                    users.append(", ").append(user(holder));
                }
            }
            branches.add(
                    new Branch(
                            label(edge.name() + ": ", edge.child(), users.toString()),
                            children(edge.child())));
        }
        return branches;
    }

    private static String label(String role, BlockNode node, String held) {
        return "%s%s  %s %s  %s  %s  %s"
                .formatted(
                        role,
                        node.name(),
                        node.driver(),
                        node.driverVersion(),
                        Nodes.state(node),
                        Sizes.human(node.length()),
                        held)
                .stripTrailing();
    }

    private static String permissions(Set<Permission> wanted, Set<Permission> shared) {
        return "[" + letters(wanted) + "|" + letters(shared) + "]";
    }

    private static String letters(Set<Permission> permissions) {
        var text = new StringBuilder();
        for (var permission : Permission.values()) {
            text.append(
                    permissions.contains(permission) ? LETTERS.getOrDefault(permission, '?') : '-');
        }
        return text.toString();
    }

    @Override
    public List<Suggestion> complete(List<String> before, String word) {
        return before.isEmpty() ? Names.nodes(platform) : List.of();
    }
}
