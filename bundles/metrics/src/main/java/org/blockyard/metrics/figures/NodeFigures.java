package org.blockyard.metrics.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.blockyard.graph.BlockGraph;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.NodeState;
import org.blockyard.graph.NodeStatistics;
import org.blockyard.graph.NodeStatistics.Counter;
import org.blockyard.graph.RequestKind;
import org.blockyard.metrics.text.Family;
import org.blockyard.metrics.text.Family.Type;
import org.blockyard.metrics.text.Labels;
import org.blockyard.metrics.text.MetricsText;

/**
 * What is done through each node.
 *
 * @param graph the nodes
 */
public record NodeFigures(BlockGraph graph) implements Figures {
    private static final List<String> STATES =
            Stream.of(NodeState.values()).map(NodeFigures::word).toList();

    private record Seen(BlockNode node, Labels labels, NodeStatistics statistics) {}

    private static String word(NodeState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void write(MetricsText out) {
        var nodes = new ArrayList<Seen>();
        for (var node : graph.nodes()) {
            var labels = Labels.of("node", node.name(), "driver", node.driver());
            nodes.add(new Seen(node, labels, node.statistics()));
        }
        states(out, nodes);
        each(
                out.bytes("blockyard_node_size", Type.GAUGE, "Length of the node's disk."),
                nodes,
                seen -> seen.node().length());
        each(
                out.family("blockyard_node_in_flight", Type.GAUGE, "Requests under way."),
                nodes,
                seen -> seen.statistics().inFlight());
        counts(
                out.family("blockyard_node_requests", Type.COUNTER, "Requests that were done."),
                nodes,
                Counter::done);
        counts(
                out.family("blockyard_node_requests_failed", Type.COUNTER, "Requests that failed."),
                nodes,
                Counter::failed);
        counts(
                out.family(
                        "blockyard_node_requests_invalid",
                        Type.COUNTER,
                        "Requests that were refused: beyond the end, or writing where that is not allowed."),
                nodes,
                Counter::invalid);
        counts(
                out.bytes("blockyard_node", Type.COUNTER, "Bytes of the requests that were done."),
                nodes,
                Counter::bytes);
        latencies(out, nodes);
    }

    private static void states(MetricsText out, List<Seen> nodes) {
        var family =
                out.family("blockyard_node_state", Type.STATESET, "Where the node is in its life.");
        for (var seen : nodes) {
            family.state(seen.labels(), STATES, word(seen.node().state()));
        }
    }

    private static void each(Family family, List<Seen> nodes, ToLongFunction<Seen> value) {
        nodes.forEach(seen -> family.add(seen.labels(), value.applyAsLong(seen)));
    }

    private static void counts(Family family, List<Seen> nodes, ToLongFunction<Counter> value) {
        for (var seen : nodes) {
            for (var kind : RequestKind.values()) {
                var counter = seen.statistics().of(kind);
                family.add(seen.labels().and("kind", kind.word()), value.applyAsLong(counter));
            }
        }
    }

    /** Of the kinds that there were: most nodes never see most of them, and each takes 25 lines. */
    private static void latencies(MetricsText out, List<Seen> nodes) {
        var family =
                out.seconds(
                        "blockyard_node_request_duration",
                        Type.HISTOGRAM,
                        "How long the requests took that were done; of quick ones one in 32 is"
                                + " timed and stands for its neighbours.");
        for (var seen : nodes) {
            for (var kind : RequestKind.values()) {
                var counter = seen.statistics().of(kind);
                if (counter.done() > 0) {
                    family.histogram(
                            seen.labels().and("kind", kind.word()),
                            counter.latencies(),
                            counter.nanos());
                }
            }
        }
    }
}
