package org.blockyard.kernel.internal.graph;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.blockyard.graph.DriverInfo;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.driver.DriverCalls;
import org.blockyard.kernel.internal.node.Node;
import org.blockyard.kernel.internal.swap.FlushAhead;
import org.blockyard.kernel.internal.swap.LiveNode;
import org.blockyard.kernel.internal.swap.Rehearsal;
import org.blockyard.kernel.internal.swap.RehearsalParts;
import org.blockyard.kernel.internal.swap.SwapNews;
import org.blockyard.swap.NodeSwap;
import org.blockyard.swap.NodeSwap.Outcome;
import org.blockyard.swap.SwapRequest;

/** The swap of one node from its rehearsal to its end. */
final class SwapRun {
    private final Graph graph;
    private final Node node;
    private final DriverInfo next;
    private final SwapRequest request;
    private final SwapNews news;
    private final LiveNode live;
    private final String from;

    SwapRun(Graph graph, Node node, DriverInfo next, SwapRequest request, SwapNews news) {
        this.graph = graph;
        this.node = node;
        this.next = next;
        this.request = request;
        this.news = news;
        this.live = new LiveNode(node);
        this.from = node.driverVersion();
    }

    /** Swaps, or tells why not. */
    NodeSwap run() {
        try (var calls = new DriverCalls(node.name() + "/swap")) {
            List<Long> offsets =
                    calls.call(
                            "telling its length",
                            request.drain(),
                            () -> live.offsets(node.name().hashCode()));
            if (request.rehearse()) {
                rehearse(calls, offsets);
            }
            prepare(calls, offsets);
            return switchNode(calls, offsets);
        } catch (IOException e) {
            return refused(BlockException.of(e).sentence());
        } catch (RuntimeException | LinkageError e) {
            return refused(String.valueOf(e));
        }
    }

    private void rehearse(DriverCalls calls, List<Long> offsets) throws IOException {
        news.phase(node.name(), next.name(), next.version(), SwapNews.Phase.REHEARSING);
        var parts = new RehearsalParts(graph.parts.buffers(), graph.parts.objects());
        new Rehearsal(node, next, parts, offsets).run(calls, request.rehearsal());
    }

    /** Does beforehand what would take long while requests wait. */
    private void prepare(DriverCalls calls, List<Long> offsets) throws IOException {
        // so that what will be compared lies in memory
        calls.run(
                "a look at its image",
                request.drain(),
                () -> live.samples(offsets, graph.parts.buffers()));
        new FlushAhead(live, calls, request.drain()).run();
    }

    private NodeSwap switchNode(DriverCalls calls, List<Long> offsets) throws IOException {
        graph.changes.lock();
        try {
            requireUnchanged();
            return new NodeSwitch(graph, node, next, offsets, request, news, calls).run();
        } finally {
            graph.changes.unlock();
        }
    }

    private void requireUnchanged() throws BlockException {
        boolean present =
                graph.parts.drivers().find(next.name(), next.version()).stream()
                        .anyMatch(d -> d.driver() == next.driver());
        if (!present) {
            throw new BlockException(
                    ErrorKind.GONE, "version " + next.version() + " was removed meanwhile");
        }
        if (!GraphKernel.open(node) || node.removing() || !node.driverVersion().equals(from)) {
            throw new BlockException(
                    ErrorKind.BUSY, "node '" + node.name() + "' was changed meanwhile");
        }
    }

    private NodeSwap refused(String why) {
        return new NodeSwap(
                node.name(), from, next.version(), Outcome.REFUSED, why, Duration.ZERO, 0, false);
    }
}
