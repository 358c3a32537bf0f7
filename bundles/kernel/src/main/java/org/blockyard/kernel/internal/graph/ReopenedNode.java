package org.blockyard.kernel.internal.graph;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.blockyard.driver.ChildRole;
import org.blockyard.graph.DriverInfo;
import org.blockyard.io.BlockException;
import org.blockyard.kernel.internal.node.ChildHandle;
import org.blockyard.kernel.internal.node.Hold;
import org.blockyard.kernel.internal.node.Node;
import org.blockyard.kernel.internal.node.NodeDefinition;

/** One node of a {@link Reopening}: what it was, what it is to be, and how far it is. */
final class ReopenedNode {
    private final Node node;
    private final NodeDefinition before;
    private final NodeDefinition after;
    private final DriverInfo driver;
    private final Map<Hold, Set<ChildRole>> edges = new HashMap<>();
    private boolean touched;

    ReopenedNode(Node node, NodeDefinition after, DriverInfo driver) {
        this.node = node;
        this.before = node.opening();
        this.after = after;
        this.driver = driver;
    }

    Node node() {
        return node;
    }

    /** Whether it is not to be written any more. */
    boolean becomesReadOnly() {
        return after.options().readOnly();
    }

    /** Whether its new definition names a node, as which child ever. */
    boolean names(Node other) {
        return names(after.special(), other.name());
    }

    private static boolean names(Object tree, String name) {
        return switch (tree) {
            case Map<?, ?> map -> names(map.values(), name);
            case Collection<?> values -> values.stream().anyMatch(value -> names(value, name));
            default -> tree.equals(name);
        };
    }

    /**
     * Closes it, with all flushed. Its edges are idle from here on.
     *
     * @throws IOException if the flush failed; it goes on then
     */
    void shut(NodeLife life) throws IOException {
        life.shut(node, true);
        touched = true;
        for (var edge : node.childHolds()) {
            edges.put(edge, edge.roles());
            edge.idle(true);
        }
    }

    /** Opens it under the new definition; edges that it does not want stay idle. */
    void open(Graph graph, NodeLife life) throws IOException {
        open(after, graph, life);
    }

    /** Checks that it still has the children between which and it a job works. */
    void requireFrozenKept() throws BlockException {
        for (var edge : edges.keySet()) {
            if (edge.idle()) {
                edge.requireMovable();
            }
        }
    }

    /** Closes it on the way back, if it was closed before; nothing that fails keeps it open. */
    void shutAgain(NodeLife life) {
        if (!touched) {
            return;
        }
        try {
            life.shut(node, false);
        } catch (IOException e) {
            Graph.LOG.log(System.Logger.Level.ERROR, "node '" + node.name() + "' did not close", e);
        }
        for (var edge : node.childHolds()) {
            edge.roles(edges.getOrDefault(edge, edge.roles()));
            edge.idle(true);
        }
    }

    /** Opens it as it was, with the edges that it had, if it was closed. */
    void openAsBefore(Graph graph, NodeLife life) throws IOException {
        if (touched) {
            open(before, graph, life);
            touched = false;
        }
    }

    private void open(NodeDefinition definition, Graph graph, NodeLife life) throws IOException {
        var session = new OpenSession(graph, definition.mode(), false, false);
        long length = node.knownLength();
        node.redefine(definition);
        try {
            life.reopen(session, node, driver, new Reuse(kept()));
            if (node.length() != length) {
                node.lengthChanged();
            }
        } catch (Throwable t) {
            session.abort();
            throw t;
        }
    }

    private List<Hold> kept() {
        return node.childHolds().stream().filter(edges::containsKey).toList();
    }

    /** Lets edges go that the instance does not use, with children that nobody else holds. */
    void dropUnused(NodeLife life) {
        var used =
                node.incarnation().stream()
                        .flatMap(open -> open.handles().stream())
                        .map(ChildHandle::hold)
                        .toList();
        for (var edge : List.copyOf(node.childHolds())) {
            if (!used.contains(edge) && node.incarnation().isPresent()) {
                life.release(edge);
            }
        }
    }
}
