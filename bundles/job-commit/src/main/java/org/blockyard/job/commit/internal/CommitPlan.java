package org.blockyard.job.commit.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockyard.driver.Permission;
import org.blockyard.graph.BlockGraph;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.Edge;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.job.kit.BackingChain;
import org.blockyard.job.kit.JobNodes;
import org.blockyard.monitor.CommandException;
import org.blockyard.monitor.CommandException.ErrorClass;

/**
 * What a commit is to do.
 *
 * @param device the uppermost node of the chain
 * @param top the uppermost node whose content goes down
 * @param base the node into which it goes
 * @param going the nodes from the top down to the base, without it
 * @param end the node at which the content ends that goes into the base: it, or a filter above it
 */
record CommitPlan(
        BlockNode device, BlockNode top, BlockNode base, List<BlockNode> going, String end) {
    /** Finds the nodes that the options name. */
    static CommitPlan of(CommitOptions options, BlockGraph graph)
            throws BlockException, CommandException {
        var device = device(options.device(), graph);
        var top = top(options, graph, BackingChain.of(device));
        var chain = BackingChain.of(top);
        var base = base(options, graph, chain);
        if (top == base) {
            throw invalid("cannot commit an image into itself");
        }
        var going = chain.above(base);
        var layers = new BackingChain(going).layers();
        if (layers.isEmpty()) {
            throw invalid("Invalid files for merge: top and base are the same");
        }
        var end = BackingChain.edgeBelow(layers.getLast()).map(Edge::child).orElse(base);
        return new CommitPlan(device, top, base, going, end.name());
    }

    private static BlockNode device(String name, BlockGraph graph)
            throws BlockException, CommandException {
        // libvirt finds out by this class whether the command can do what it needs
        var device =
                graph.find(name)
                        .orElseThrow(
                                () ->
                                        new CommandException(
                                                ErrorClass.DEVICE_NOT_FOUND,
                                                "Device '" + name + "' not found"));
        if (device.holders().stream().anyMatch(holder -> holder.what().equals("node"))) {
            throw invalid("Need a root block node");
        }
        return device;
    }

    private static BlockNode top(CommitOptions options, BlockGraph graph, BackingChain chain)
            throws BlockException {
        if (options.topNode().isPresent() && options.top().isPresent()) {
            throw invalid("'top-node' and 'top' are mutually exclusive");
        }
        if (options.topNode().isPresent()) {
            return member(options.topNode().get(), graph, chain);
        }
        var file = options.top();
        if (file.isEmpty() || file.get().equals(chain.top().fileName())) {
            return chain.top();
        }
        return chain.byFileName(file.get())
                .orElseThrow(() -> invalid("Top image file " + file.get() + " not found"));
    }

    private static BlockNode base(CommitOptions options, BlockGraph graph, BackingChain chain)
            throws BlockException {
        if (options.baseNode().isPresent() && options.base().isPresent()) {
            throw invalid("'base-node' and 'base' are mutually exclusive");
        }
        if (options.baseNode().isPresent()) {
            return member(options.baseNode().get(), graph, chain);
        }
        if (options.base().isPresent()) {
            var file = options.base().get();
            return chain.byFileName(file)
                    .orElseThrow(() -> invalid("Can't find '" + file + "' in the backing chain"));
        }
        return chain.nodes().getLast();
    }

    private static BlockNode member(String name, BlockGraph graph, BackingChain chain)
            throws BlockException {
        var node = JobNodes.node(graph, name);
        if (!chain.nodes().contains(node)) {
            throw invalid("'" + name + "' is not in this backing file chain");
        }
        return node;
    }

    static BlockException invalid(String sentence) {
        return new BlockException(ErrorKind.INVALID_OPTION, sentence);
    }

    /** Whether the top is the disk in use, up to filters above it. */
    boolean topIsDevice() {
        return BackingChain.skipFilters(top) == BackingChain.skipFilters(device);
    }

    /** Whether somebody may write to the top while its content goes down. */
    boolean active() {
        return topIsDevice()
                || top.holders().stream()
                        .anyMatch(holder -> holder.wanted().contains(Permission.WRITE));
    }

    /** All nodes that the job works on, the device first. */
    List<BlockNode> concerned() {
        var all = new ArrayList<>(BackingChain.of(device).above(base));
        all.add(base);
        return active() ? all.subList(all.indexOf(top), all.size()) : all;
    }

    /** The layer above the top in the chain of the device. */
    Optional<BlockNode> overlay() {
        var above = new BackingChain(BackingChain.of(device).above(top)).layers();
        return above.isEmpty() ? Optional.empty() : Optional.of(above.getLast());
    }
}
