package org.blockyard.kernel.internal.graph;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.blockyard.graph.DriverInfo;
import org.blockyard.graph.NodeState;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.driver.DriverCalls;
import org.blockyard.kernel.internal.driver.DriverListener;
import org.blockyard.kernel.internal.node.Drain;
import org.blockyard.kernel.internal.node.Incarnation;
import org.blockyard.kernel.internal.node.Node;
import org.blockyard.kernel.internal.swap.Samples;
import org.blockyard.kernel.internal.swap.SwapHistory;
import org.blockyard.kernel.internal.swap.SwapNews;
import org.blockyard.swap.NodeSwap;

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
    // a driver that is asked for the last time tells on another thread
    private final Map<Node, Away> away = new ConcurrentHashMap<>();

    /** Since when a node has been without its driver, what that was, and what it left. */
    private record Away(long since, SwapHistory.Before driver, Optional<Departure> departure) {}

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
        var node = graph.node(name, definition);
        graph.table.add(node);
        node.monitorOwned(true);
        node.state(NodeState.WAITING, missing(node).orElse("it is about to be opened"));
        return node;
    }

    private Optional<String> missing(Node node) {
        return new Prerequisites(graph)
                .missing(node.opening().tree())
                .or(
                        () ->
                                graph.driverFor(node).isPresent()
                                        ? Optional.empty()
                                        : Optional.of(Graph.missingPin(node)));
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
        var driver = graph.driverFor(node).orElseThrow();
        var before = Optional.ofNullable(away.get(node));
        Optional<BlockException> failure = Optional.empty();
        boolean tookOver = false;
        int queued = 0;
        try {
            var departure = before.flatMap(Away::departure);
            tookOver = new Comeback(graph, node, driver, departure).open();
        } catch (IOException | RuntimeException e) {
            failure = Optional.of(BlockException.of(e));
            var why = "node '" + node.name() + "' can't be opened: " + e.getMessage();
            Graph.LOG.log(Level.ERROR, why);
            node.fail(e);
        } finally {
            queued = Drain.peak(node);
            node.endSuspension();
            episodes.remove(node);
        }
        if (before.isPresent()) {
            tell(node, driver, before.get(), failure, queued, tookOver);
        }
        return failure.isEmpty();
    }

    private void tell(
            Node node,
            DriverInfo driver,
            Away before,
            Optional<BlockException> failure,
            int queued,
            boolean tookOver) {
        boolean well = failure.isEmpty();
        if (well) {
            away.remove(node);
            if (!before.driver().version().equals(driver.version())) {
                graph.history.left(node, before.driver());
            }
        }
        var swap =
                new NodeSwap(
                        node.name(),
                        before.driver().version(),
                        driver.version(),
                        well ? NodeSwap.Outcome.SWITCHED : NodeSwap.Outcome.REFUSED,
                        failure.map(BlockException::sentence).orElse(""),
                        Duration.ofNanos(System.nanoTime() - before.since()),
                        queued,
                        tookOver);
        new SwapNews(graph.parts.events()).done(driver.name(), swap);
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
        var left = SwapHistory.Before.of(driver);
        long since = System.nanoTime();
        away.put(node, new Away(since, left, Optional.empty()));
        try (var calls = new DriverCalls(node.name() + "/close");
                var drain = Drain.begin(List.of(node), Node.CONTROL_WAIT, calls.thread())) {
            calls.run("a flush", Node.CONTROL_WAIT, () -> flushFrom(node));
            life.leave(node, calls, open -> remember(node, open, since));
            hold(node, why);
            node.state(NodeState.SUSPENDED, why);
        } catch (IOException e) {
            abandon(node, e);
        }
    }

    /** So that nothing is left in a cache above when this layer is gone. */
    private static void flushFrom(Node node) throws IOException {
        for (var above : Drain.withParents(List.of(node))) {
            if (childrenOpen(above)) {
                NodeLife.flush(above);
            }
        }
    }

    private void remember(Node node, Incarnation open, long since) throws IOException {
        var offsets = Samples.offsets(open.device(), node.name().hashCode());
        var state = Inheritance.lasting(node, open.device());
        var departure = Departure.of(open, offsets, graph.parts.buffers(), state);
        away.put(node, new Away(since, departure.driver(), Optional.of(departure)));
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
        try (var calls = new DriverCalls(node.name() + "/close")) {
            life.leave(node, calls, _ -> {});
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

    /** After the graph changed: what waits may go on now, and others may have to wait. */
    void settle() {
        try {
            holdAgain();
        } catch (IOException e) {
            Graph.LOG.log(Level.ERROR, "requests above a suspended node go on: " + e.getMessage());
        }
        retryWaiting();
    }

    /** Holds the requests of those that are above suspended nodes now. */
    private void holdAgain() throws IOException {
        episodes.keySet().retainAll(graph.table.all());
        away.keySet().retainAll(graph.table.all());
        for (var node : graph.table.all()) {
            if (node.waits()) {
                node.suspend(Drain.begin(List.of(node), DRAIN_LIMIT, null));
            }
        }
    }
}
