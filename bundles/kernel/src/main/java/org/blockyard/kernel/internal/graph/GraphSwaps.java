package org.blockyard.kernel.internal.graph;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.blockyard.graph.DriverInfo;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.driver.DriverCalls;
import org.blockyard.kernel.internal.node.Node;
import org.blockyard.kernel.internal.swap.SwapHistory;
import org.blockyard.kernel.internal.swap.SwapNews;
import org.blockyard.swap.DriverBundles;
import org.blockyard.swap.DriverSwaps;
import org.blockyard.swap.DriverVersion;
import org.blockyard.swap.NodeSwap;
import org.blockyard.swap.NodeSwap.Outcome;
import org.blockyard.swap.SwapReport;
import org.blockyard.swap.SwapRequest;

/** Swaps the drivers of one graph's nodes. */
final class GraphSwaps implements DriverSwaps {
    /** Longer than any swap: it is limited step by step. */
    private static final Duration NO_LIMIT = Duration.ofDays(3650);

    private final Graph graph;
    private final Absences absences;
    private final Supplier<List<DriverBundles>> bundles;
    private final SwapNews news;
    private final SwapHistory history;
    private final ReentrantLock turn = new ReentrantLock();

    GraphSwaps(Graph graph, Absences absences, Supplier<List<DriverBundles>> bundles) {
        this.graph = graph;
        this.absences = absences;
        this.history = graph.history;
        this.bundles = bundles;
        this.news = new SwapNews(graph.parts.events());
    }

    @Override
    public List<DriverVersion> list() {
        return graph.parts.drivers().drivers().stream().map(this::version).toList();
    }

    private DriverVersion version(DriverInfo driver) {
        var using = new ArrayList<String>();
        var pinned = new ArrayList<String>();
        for (var node : graph.table.all()) {
            if (has(node, driver)) {
                using.add(node.name());
            }
            boolean same = node.driver().equals(driver.name());
            if (same && node.pin().equals(Optional.of(driver.version()))) {
                pinned.add(node.name());
            }
        }
        return new DriverVersion(driver, using, pinned);
    }

    private static boolean has(Node node, DriverInfo driver) {
        return node.incarnation().filter(o -> o.driver().driver() == driver.driver()).isPresent();
    }

    @Override
    public SwapReport swap(SwapRequest request) throws IOException {
        return alone(() -> run(request, true));
    }

    /** One swap at a time, on a platform thread: however busy all carriers are, it goes on. */
    private <T> T alone(DriverCalls.Call<T> call) throws IOException {
        turn.lock();
        try {
            history.keep(graph.table.all());
            if (!Thread.currentThread().isVirtual()) {
                return call.run();
            }
            try (var calls = new DriverCalls("driver swap")) {
                return calls.call("the swap", NO_LIMIT, call);
            }
        } finally {
            turn.unlock();
        }
    }

    @Override
    public boolean betweenSwaps(Runnable work) {
        if (turn.isHeldByCurrentThread() || !turn.tryLock()) {
            return false;
        }
        try {
            work.run();
            return true;
        } finally {
            turn.unlock();
        }
    }

    private SwapReport run(SwapRequest request, boolean forward) throws IOException {
        var next = wanted(request);
        var results = new ArrayList<NodeSwap>();
        boolean stopped = false;
        for (var node : nodes(request)) {
            var result =
                    stopped
                            ? untouched(node, next, Outcome.NOT_REACHED, "an earlier node failed")
                            : one(node, next, request, forward);
            stopped |= result.outcome() == Outcome.REFUSED;
            results.add(result);
        }
        graph.keepSplit(request.driver());
        return new SwapReport(next.name(), next.version(), results);
    }

    private DriverInfo wanted(SwapRequest request) throws IOException {
        var drivers = graph.parts.drivers();
        var newest = drivers.preferred(request.driver());
        if (newest.isEmpty()) {
            throw new BlockException(
                    ErrorKind.NOT_FOUND, "Unknown driver '" + request.driver() + "'");
        }
        if (request.version().isEmpty()) {
            return newest.get();
        }
        var version = request.version().get();
        bring(new SwapHistory.Before(request.driver(), newest.get().bundle(), version));
        return drivers.find(request.driver(), version)
                .orElseThrow(
                        () ->
                                new BlockException(
                                        ErrorKind.NOT_FOUND,
                                        "Driver '"
                                                + request.driver()
                                                + "' is not there in version "
                                                + version));
    }

    private List<Node> nodes(SwapRequest request) throws BlockException {
        var nodes = new ArrayList<Node>();
        for (var name : request.nodes()) {
            nodes.add(ofDriver(name, request.driver()));
        }
        if (request.nodes().isEmpty()) {
            graph.table.all().stream()
                    .filter(node -> node.driver().equals(request.driver()))
                    .filter(node -> node.incarnation().isPresent())
                    .forEach(nodes::add);
        }
        return nodes;
    }

    private Node ofDriver(String name, String driver) throws BlockException {
        var node = graph.table.require(name);
        if (!node.driver().equals(driver)) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "Node '" + name + "' is of driver '" + node.driver() + "'");
        }
        return node;
    }

    private static NodeSwap untouched(Node node, DriverInfo next, Outcome outcome, String why) {
        return new NodeSwap(
                node.name(),
                node.driverVersion(),
                next.version(),
                outcome,
                why,
                Duration.ZERO,
                0,
                false);
    }

    private NodeSwap one(Node node, DriverInfo next, SwapRequest request, boolean forward) {
        if (has(node, next)) {
            return untouched(node, next, Outcome.UNCHANGED, "");
        }
        boolean named = request.nodes().contains(node.name());
        if (node.pin().isPresent() && !named) {
            var why = "it is pinned to version " + node.pin().get();
            return untouched(node, next, Outcome.PINNED, why);
        }
        var open = node.incarnation();
        if (open.isEmpty()) {
            var why = "node '" + node.name() + "' is not open";
            return untouched(node, next, Outcome.REFUSED, why);
        }
        var before = SwapHistory.Before.of(open.get().driver());
        var result = new SwapRun(graph, node, next, request, news).run();
        if (result.outcome() == Outcome.SWITCHED) {
            if (forward) {
                history.left(node, before);
            }
            if (node.pin().isPresent()) {
                node.pin(Optional.of(next.version()));
                graph.keepPin(node.name(), node.driver(), node.pin());
            }
        }
        news.done(next.name(), result);
        return result;
    }

    @Override
    public void pin(String nodeName, Optional<String> version) throws IOException {
        boolean there = graph.table.find(nodeName).isPresent();
        if (!there && version.isEmpty() && graph.keepPin(nodeName, "", version)) {
            // of a node that is not there now it is no longer kept
            return;
        }
        var node = graph.table.require(nodeName);
        if (version.isPresent()
                && !node.driverVersion().equals(version.get())
                && graph.parts.drivers().find(node.driver(), version.get()).isEmpty()) {
            throw new BlockException(
                    ErrorKind.NOT_FOUND,
                    "Driver '" + node.driver() + "' is not there in version " + version.get());
        }
        node.pin(version);
        graph.keepPin(nodeName, node.driver(), version);
        absences.again();
    }

    @Override
    public SwapReport rollback(String driver, List<String> nodeNames) throws IOException {
        return alone(
                () -> {
                    var nodes = new ArrayList<Node>();
                    for (var name : nodeNames) {
                        nodes.add(ofDriver(name, driver));
                    }
                    return back(driver, nodeNames.isEmpty() ? history.of(driver) : nodes);
                });
    }

    private SwapReport back(String driver, List<Node> nodes) throws IOException {
        var results = new ArrayList<NodeSwap>();
        var version = "";
        for (var node : nodes) {
            var before = history.last(node).filter(b -> b.driver().equals(driver));
            if (before.isEmpty()) {
                throw new BlockException(
                        ErrorKind.NOT_FOUND, "Node '" + node.name() + "' was not switched");
            }
            version = before.get().version();
            bring(before.get());
            var request = SwapRequest.of(driver).to(version).only(List.of(node.name()));
            var report = run(request, false);
            if (report.complete()) {
                history.back(node);
            }
            results.addAll(report.nodes());
        }
        if (results.isEmpty()) {
            throw new BlockException(
                    ErrorKind.NOT_FOUND, "No node of driver '" + driver + "' was switched");
        }
        return new SwapReport(driver, version, results);
    }

    /** Has a version that was let go come back, if it is not there and somebody kept it. */
    private void bring(SwapHistory.Before before) throws IOException {
        for (var source : bundles.get()) {
            if (graph.parts.drivers().find(before.driver(), before.version()).isPresent()) {
                return;
            }
            source.bring(before.bundle(), before.version());
        }
    }
}
