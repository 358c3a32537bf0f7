package org.blockyard.kernel.internal.graph;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.driver.ChildRole;
import org.blockyard.graph.GraphChange;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.node.Drain;
import org.blockyard.kernel.internal.node.Hold;
import org.blockyard.kernel.internal.node.Node;

/**
 * Several changes of the graph, all or none. Each step leaves behind how to undo it and what is to
 * be done when all have succeeded; nodes that a step concerns stay drained to the end. Used with
 * changes locked.
 */
final class ChangeTransaction {
    private final Graph graph;
    private final NodeLife life;
    private final Deque<Undo> undo = new ArrayDeque<>();
    private final List<Runnable> onCommit = new ArrayList<>();
    private final Deque<Drain> drains = new ArrayDeque<>();

    private interface Undo {
        void run() throws IOException;
    }

    ChangeTransaction(Graph graph) {
        this.graph = graph;
        this.life = new NodeLife(graph);
    }

    /** Makes all changes or throws, having made none. */
    void run(List<GraphChange> changes) throws IOException {
        prepare(changes);
        commit();
    }

    /**
     * Makes all changes, which can still be undone, or throws, having made none. The nodes
     * concerned stay drained until {@link #commit} or {@link #abort}.
     */
    void prepare(List<GraphChange> changes) throws IOException {
        try {
            for (int i = 0; i < changes.size(); ) {
                if (changes.get(i) instanceof GraphChange.Reopen) {
                    i = reopenAll(changes, i);
                } else {
                    step(changes.get(i++));
                }
            }
        } catch (Throwable t) {
            abort();
            throw t;
        }
    }

    /** Does what can't be undone, and lets requests go on. */
    void commit() {
        try {
            onCommit.forEach(Runnable::run);
            if (!drains.isEmpty()) {
                graph.changed();
            }
        } finally {
            drains.forEach(Drain::close);
        }
    }

    /** Undoes what was done, and lets requests go on. */
    void abort() {
        try {
            rollBack();
        } finally {
            drains.forEach(Drain::close);
        }
    }

    private void rollBack() {
        for (var step : undo) {
            try {
                step.run();
            } catch (IOException | RuntimeException e) {
                Graph.LOG.log(Level.ERROR, "undoing a change of the graph failed", e);
            }
        }
    }

    private void step(GraphChange change) throws IOException {
        switch (change) {
            case GraphChange.Add(Map<String, Object> definition) ->
                    // on this thread: requests of its own pass what this change has drained
                    add(definition, Optional.empty());
            case GraphChange.Remove(String name) -> remove(removable(name));
            case GraphChange.Replace(String name, String by) ->
                    replace(graph.table.require(name), graph.table.require(by));
            case GraphChange.Extract(String name) -> extract(graph.table.require(name));
            case GraphChange.Reopen _ -> reopenAll(List.of(change), 0);
        }
    }

    /**
     * Opens a node that a command may remove.
     *
     * @param limit how long its driver may take
     */
    Node add(Map<String, Object> definition, Optional<Duration> limit) throws IOException {
        if (!(definition.get("node-name") instanceof String)) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, "'node-name' must be specified for the root node");
        }
        if (!(definition.get("driver") instanceof String)) {
            throw new BlockException(ErrorKind.INVALID_OPTION, "Parameter 'driver' is missing");
        }
        var session = new OpenSession(graph, Definitions.mode(definition), false, false);
        limit.ifPresent(session::within);
        var node = session.open(definition);
        node.monitorOwned(true);
        undo.push(session::abort);
        return node;
    }

    private Node removable(String name) throws BlockException {
        var node = graph.table.require(name);
        for (var hold : node.holds()) {
            if (hold.parent().isEmpty() || hold.roles().contains(ChildRole.COW)) {
                requireGoing(node, hold);
            }
        }
        if (!node.monitorOwned()) {
            throw new BlockException(
                            ErrorKind.BUSY, "Node " + name + " is not owned by the monitor")
                    .hint("It goes with its parent");
        }
        return node;
    }

    private void remove(Node node) throws IOException {
        graph.structure.lock();
        try {
            for (var hold : node.holds()) {
                requireGoing(node, hold);
            }
            graph.table.remove(node);
            node.removing(true);
        } finally {
            graph.structure.unlock();
        }
        undo.push(
                () -> {
                    node.removing(false);
                    graph.table.add(node);
                });
        onCommit.add(() -> life.discard(node));
    }

    /** Refuses to remove a node that is held, unless the parent goes in the same change. */
    private static void requireGoing(Node node, Hold hold) throws BlockException {
        if (hold.parent().map(Node::removing).orElse(false)) {
            return;
        }
        var name = node.name();
        var sentence = "Block device " + name + " is in use";
        if (hold.parent().isEmpty()) {
            sentence = "Node " + name + " is in use";
        } else if (hold.roles().contains(ChildRole.COW)) {
            var parent = hold.parent().get().name();
            sentence =
                    "Node '" + name + "' is busy: node is used as backing hd of '" + parent + "'";
        }
        throw new BlockException(ErrorKind.BUSY, sentence)
                .hint("It is held by " + hold)
                .inNode(name);
    }

    private void drain(Collection<Node> nodes) throws IOException {
        drains.push(Drain.begin(nodes));
    }

    private void replace(Node before, Node after) throws IOException {
        drain(List.of(before, after));
        var moved = new Replacement(graph, before, after);
        moved.run();
        undo.push(moved::undo);
        onCommit.add(() -> life.dropUnheld(before));
    }

    /** Puts a filter above a node, as the only change. */
    Node runInsert(String below, Map<String, Object> definition) throws IOException {
        try {
            var node = graph.table.require(below);
            var session = new OpenSession(graph, Definitions.mode(definition), false, false);
            var filter = session.open(definition);
            undo.push(session::abort);
            filtered(filter)
                    .filter(child -> child == node)
                    .orElseThrow(() -> noFilter(filter, "of node '" + below + "'"));
            replace(node, filter);
            commit();
            return filter;
        } catch (Throwable t) {
            abort();
            throw t;
        }
    }

    private void extract(Node filter) throws IOException {
        var below =
                filtered(filter)
                        .filter(child -> !filter.monitorOwned())
                        .orElseThrow(() -> noFilter(filter, "that was put in"));
        replace(filter, below);
        remove(filter);
    }

    private static Optional<Node> filtered(Node filter) {
        return filter.childHolds().stream()
                .filter(edge -> edge.roles().contains(ChildRole.FILTERED))
                .map(Hold::target)
                .findFirst();
    }

    private static BlockException noFilter(Node node, String wanted) {
        return new BlockException(
                ErrorKind.INVALID_OPTION, "Node '" + node.name() + "' is not a filter " + wanted);
    }

    /** Reopens nodes that follow each other in the list as one; tells what comes after them. */
    private int reopenAll(List<GraphChange> changes, int first) throws IOException {
        var definitions = new LinkedHashMap<Node, Map<String, Object>>();
        int next = first;
        while (next < changes.size()
                && changes.get(next)
                        instanceof GraphChange.Reopen(Map<String, Object> definition)) {
            var node = reopenable(definition);
            // the name that the kernel made up says which node, and is none that a user may give
            Map<String, Object> tree = new LinkedHashMap<>(definition);
            if (!node.named()) {
                tree.remove("node-name");
            }
            definitions.put(node, tree);
            next++;
        }
        reopen(definitions);
        return next;
    }

    private Node reopenable(Map<String, Object> definition) throws BlockException {
        if (!(definition.get("node-name") instanceof String name)) {
            throw new BlockException(ErrorKind.INVALID_OPTION, "node-name not specified");
        }
        var node = graph.table.require(name);
        if (!GraphKernel.open(node)) {
            throw new BlockException(ErrorKind.BUSY, "Node '" + name + "' is not open");
        }
        return node;
    }

    private void reopen(Map<Node, Map<String, Object>> definitions) throws IOException {
        var reopening = new Reopening(graph);
        for (var definition : definitions.entrySet()) {
            reopening.add(definition.getKey(), definition.getValue());
        }
        drain(definitions.keySet());
        reopening.run();
        undo.push(reopening::undo);
        onCommit.add(reopening::commit);
    }

    /** Reopens nodes, as the only change. */
    void runReopen(Map<Node, Map<String, Object>> definitions) throws IOException {
        try {
            reopen(definitions);
            commit();
        } catch (Throwable t) {
            abort();
            throw t;
        }
    }
}
