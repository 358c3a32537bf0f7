package org.blockyard.kernel.internal.graph;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.graph.DriverInfo;
import org.blockyard.graph.NodeState;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.driver.DriverListener;
import org.blockyard.kernel.internal.node.Drain;
import org.blockyard.kernel.internal.node.Node;

/**
 * Nodes whose driver, or a child, is not there: declared ones wait for it; open ones lose their
 * instance when it goes, keep their requests waiting or let them fail, and are opened again when a
 * driver of the name comes back.
 */
final class Absences implements DriverListener {
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(60);

    private final Graph graph;
    private final NodeLife life;
    private final Map<Node, Object> episodes = new HashMap<>();

    Absences(Graph graph) {
        this.graph = graph;
        this.life = new NodeLife(graph);
    }

    /** Takes a node in that is opened when it can be. */
    Node declare(Map<String, Object> tree) throws IOException {
        var definition = Definitions.read(tree, Definitions.mode(tree), false);
        var name =
                definition
                        .options()
                        .nodeName()
                        .orElseThrow(
                                () ->
                                        new BlockException(
                                                ErrorKind.INVALID_OPTION,
                                                "'node-name' must be specified for the root node"));
        var node = new Node(name, definition, graph);
        graph.table.add(node);
        node.monitorOwned(true);
        node.state(NodeState.WAITING, missing(node).orElse("it is about to be opened"));
        return node;
    }

    private Optional<String> missing(Node node) {
        return new Prerequisites(graph).missing(node.opening().tree());
    }

    /** Opens what waits and can be opened now, until there is nothing more. */
    void retryWaiting() {
        boolean again = true;
        while (again) {
            again = false;
            for (var node : graph.table.all()) {
                again |= node.state() == NodeState.WAITING && openDeclared(node);
            }
        }
    }

    private boolean openDeclared(Node node) {
        var missing = missing(node);
        if (missing.isPresent()) {
            node.state(NodeState.WAITING, missing.get());
            return false;
        }
        return reopen(node);
    }

    private boolean reopen(Node node) {
        var reopening = new Reopening(graph, node);
        try {
            var driver = graph.driverFor(node).orElseThrow();
            reopening.open(node.opening(), driver);
            return true;
        } catch (IOException | RuntimeException e) {
            Graph.LOG.log(
                    Level.ERROR, "node '" + node.name() + "' can't be opened: " + e.getMessage());
            reopening.fail(e);
            return false;
        } finally {
            node.endSuspension();
            episodes.remove(node);
        }
    }

    @Override
    public void added(DriverInfo driver) {
        graph.changes.lock();
        try {
            if (!graph.closed) {
                for (var node : graph.table.all()) {
                    if (node.state() == NodeState.FAILED && node.driver().equals(driver.name())) {
                        retryFailed(node);
                    }
                }
                resume();
                retryWaiting();
            }
        } finally {
            graph.changes.unlock();
        }
    }

    /** Looks again at what waits, after something else changed than drivers. */
    void again() {
        graph.changes.lock();
        try {
            if (!graph.closed) {
                resume();
                retryWaiting();
            }
        } finally {
            graph.changes.unlock();
        }
    }

    private void retryFailed(Node node) {
        if (graph.driverFor(node).isPresent()
                && node.incarnation().isEmpty()
                && missing(node).isEmpty()
                && childrenOpen(node)) {
            reopen(node);
        }
    }

    @Override
    public void removing(DriverInfo driver) {
        graph.changes.lock();
        try {
            var users =
                    PermissionTransaction.parentsFirst(graph.table.all()).stream()
                            .filter(
                                    node ->
                                            node.incarnation()
                                                    .filter(
                                                            open ->
                                                                    open.driver().driver()
                                                                            == driver.driver())
                                                    .isPresent())
                            .toList();
            for (var node : users) {
                suspend(node, driver);
            }
            resume();
            retryWaiting();
        } finally {
            graph.changes.unlock();
        }
    }

    private void suspend(Node node, DriverInfo driver) {
        var why = "driver '" + driver.name() + "' " + driver.version() + " was removed";
        try (var drain = Drain.begin(List.of(node))) {
            for (var above : Drain.withParents(List.of(node))) {
                // so that nothing is left in a cache above when this layer is gone
                if (childrenOpen(above)) {
                    NodeLife.flush(above);
                }
            }
            life.shut(node, false);
            hold(node, why);
            node.state(NodeState.SUSPENDED, why);
        } catch (IOException e) {
            abandon(node, e);
        }
    }

    private void hold(Node node, String why) throws IOException {
        var policy = GonePolicy.of(node.options().whenDriverGone());
        if (policy.atOnce()) {
            node.gate().refuse(ErrorKind.IO, "node '" + node.name() + "' is suspended: " + why);
            return;
        }
        node.suspend(Drain.begin(List.of(node), DRAIN_LIMIT, null));
        var episode = new Object();
        episodes.put(node, episode);
        if (!policy.forEver()) {
            Thread.ofVirtual()
                    .name(node.name() + "/gone")
                    .start(() -> failAfter(node, episode, policy.patience(), why));
        }
    }

    /** The driver goes whether the node can let it go in good order or not. */
    private void abandon(Node node, IOException cause) {
        Graph.LOG.log(
                Level.ERROR,
                "node '" + node.name() + "' can't let its driver go: " + cause.getMessage());
        node.gate().refuse(ErrorKind.IO, "node '" + node.name() + "' lost its driver");
        try {
            life.shut(node, false);
        } catch (IOException e) {
            Graph.LOG.log(Level.ERROR, "node '" + node.name() + "': " + e.getMessage());
        }
        node.state(NodeState.SUSPENDED, "its driver was removed while requests did not end");
    }

    private void failAfter(Node node, Object episode, Duration patience, String why) {
        try {
            Thread.sleep(patience);
        } catch (InterruptedException e) {
            return;
        }
        graph.changes.lock();
        try {
            if (node.waits() && episodes.get(node) == episode) {
                node.gate().refuse(ErrorKind.IO, "node '" + node.name() + "' is suspended: " + why);
                node.endSuspension();
                node.state(
                        NodeState.SUSPENDED,
                        why + "; its requests fail after " + patience.toSeconds() + " s");
            }
        } finally {
            graph.changes.unlock();
        }
    }

    /** Opens suspended nodes whose driver is there, from the bottom up. */
    private void resume() {
        boolean again = true;
        while (again) {
            again = false;
            for (var node : graph.table.all()) {
                boolean can =
                        node.state() == NodeState.SUSPENDED
                                && graph.driverFor(node).isPresent()
                                && childrenOpen(node);
                again |= can && reopen(node);
            }
        }
    }

    private static boolean childrenOpen(Node node) {
        return PermissionTransaction.parentsFirst(List.of(node)).stream()
                .allMatch(child -> child == node || GraphKernel.open(child));
    }

    /** After the graph changed: holds the requests of those that are above suspended nodes now. */
    void holdAgain() throws IOException {
        episodes.keySet().retainAll(graph.table.all());
        for (var node : graph.table.all()) {
            if (node.waits()) {
                node.suspend(Drain.begin(List.of(node), DRAIN_LIMIT, null));
            }
        }
    }
}
