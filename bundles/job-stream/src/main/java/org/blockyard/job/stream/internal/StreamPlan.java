package org.blockyard.job.stream.internal;

import java.util.List;
import java.util.Optional;
import org.blockyard.graph.BlockGraph;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.Edge;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.job.kit.BackingChain;
import org.blockyard.job.kit.JobNodes;

/**
 * What a stream is to do.
 *
 * @param top the layer to fill
 * @param bottom the lowest layer whose content goes into it; the top itself if there is none
 * @param base what is below the top afterwards
 * @param concerned all nodes from the device down to the base, without it
 */
record StreamPlan(
        BlockNode top, BlockNode bottom, Optional<BlockNode> base, List<BlockNode> concerned) {
    /** Finds the nodes that the options name. */
    static StreamPlan of(StreamOptions options, BlockGraph graph) throws BlockException {
        options.check();
        var device = JobNodes.device(graph, options.device());
        var chain = BackingChain.of(device);
        var top = BackingChain.skipFilters(device);
        if (options.bottom().isPresent()) {
            var bottom = bottom(options, graph, chain);
            return plan(chain, top, bottom, BackingChain.below(bottom));
        }
        var base = base(options, graph, chain);
        var above = base.map(chain::above).orElse(chain.nodes());
        return plan(chain, top, new BackingChain(above).layers().getLast(), base);
    }

    private static StreamPlan plan(
            BackingChain chain, BlockNode top, BlockNode bottom, Optional<BlockNode> base) {
        return new StreamPlan(top, bottom, base, base.map(chain::above).orElse(chain.nodes()));
    }

    private static BlockNode bottom(StreamOptions options, BlockGraph graph, BackingChain chain)
            throws BlockException {
        var name = options.bottom().orElseThrow();
        var bottom = JobNodes.node(graph, name);
        if (BackingChain.isFilter(bottom)) {
            throw invalid("Node '" + name + "' is a filter, use a non-filter node as 'bottom'");
        }
        if (!chain.nodes().contains(bottom)) {
            throw invalid(
                    "Node '"
                            + name
                            + "' is not in a chain starting from '"
                            + options.device()
                            + "'");
        }
        return bottom;
    }

    private static Optional<BlockNode> base(
            StreamOptions options, BlockGraph graph, BackingChain chain) throws BlockException {
        if (options.base().isPresent()) {
            var file = options.base().get();
            return Optional.of(
                    chain.byFileName(file)
                            .orElseThrow(
                                    () ->
                                            invalid(
                                                    "Can't find '"
                                                            + file
                                                            + "' in the backing chain")));
        }
        if (options.baseNode().isEmpty()) {
            return Optional.empty();
        }
        var base = JobNodes.node(graph, options.baseNode().get());
        if (!chain.hasBelow(base)) {
            throw invalid(
                    "Node '"
                            + base.name()
                            + "' is not a backing image of '"
                            + options.device()
                            + "'");
        }
        return Optional.of(base);
    }

    private static BlockException invalid(String sentence) {
        return new BlockException(ErrorKind.INVALID_OPTION, sentence);
    }

    /** Whether there is no layer whose content would have to go into the top. */
    boolean idle() {
        return top == bottom;
    }

    /** The layers that go, and the filters between them. */
    List<BlockNode> going() {
        return concerned.stream().dropWhile(node -> node != top).skip(1).toList();
    }

    /** The name of the node at which the content ends that is to go into the top. */
    Optional<String> end() {
        return BackingChain.edgeBelow(bottom).map(Edge::child).map(BlockNode::name);
    }
}
