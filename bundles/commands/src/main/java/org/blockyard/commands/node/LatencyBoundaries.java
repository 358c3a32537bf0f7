package org.blockyard.commands.node;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.blockyard.commands.kit.Action;
import org.blockyard.export.ExportInfo;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.LatencyHistogram;
import org.blockyard.graph.RequestKind;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.monitor.CommandException;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.option.Option;
import org.blockyard.platform.Platform;

/** {@code block-latency-histogram-set}. */
final class LatencyBoundaries {
    private LatencyBoundaries() {}

    record Set(
            @Option("name of a node, or id of an export whose node is meant") String id,
            @Option("for all kinds that have none of their own below; ascending nanoseconds")
                    Optional<List<Long>> boundaries,
            @Option("for reads") Optional<List<Long>> boundariesRead,
            @Option("for writes, zeroes among them") Optional<List<Long>> boundariesWrite,
            @Option("for appends to zones, of which there are none")
                    Optional<List<Long>> boundariesZap,
            @Option("for flushes") Optional<List<Long>> boundariesFlush) {
        /** Without any, histograms are to end. */
        boolean ends() {
            return boundaries.isEmpty()
                    && boundariesRead.isEmpty()
                    && boundariesWrite.isEmpty()
                    && boundariesZap.isEmpty()
                    && boundariesFlush.isEmpty();
        }
    }

    static ManagementCommand command() {
        return Action.does(
                "block-latency-histogram-set",
                "Counts in query-blockstats how long requests take from now on, in intervals between boundaries. Without boundaries it ends that.",
                Set.class,
                (given, context) -> set(given, node(given.id(), context.platform())));
    }

    private static BlockNode node(String id, Platform platform) throws CommandException {
        var graph = platform.graph();
        return graph.find(id)
                .or(
                        () ->
                                platform.exports()
                                        .find(id)
                                        .map(ExportInfo::nodeName)
                                        .flatMap(graph::find))
                .orElseThrow(
                        () ->
                                new CommandException(
                                        CommandException.ErrorClass.DEVICE_NOT_FOUND,
                                        "Device '" + id + "' not found"));
    }

    private static void set(Set given, BlockNode node) throws IOException {
        if (given.ends()) {
            for (var kind : RequestKind.values()) {
                node.countLatencies(kind, List.of());
            }
            return;
        }
        var read = given.boundariesRead().or(given::boundaries);
        var write = given.boundariesWrite().or(given::boundaries);
        var append = given.boundariesZap().or(given::boundaries);
        var flush = given.boundariesFlush().or(given::boundaries);
        check(given.id(), "read", read);
        check(given.id(), "write", write);
        check(given.id(), "append write", append);
        check(given.id(), "flush", flush);
        set(node, RequestKind.READ, read);
        set(node, RequestKind.WRITE, write);
        set(node, RequestKind.ZEROES, write);
        set(node, RequestKind.FLUSH, flush);
    }

    /** All are looked at before one is changed. */
    private static void check(String id, String kind, Optional<List<Long>> boundaries)
            throws BlockException {
        try {
            LatencyHistogram.check(boundaries.orElse(List.of()));
        } catch (BlockException e) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "Device '" + id + "' set " + kind + " boundaries fail: " + e.sentence(),
                    e);
        }
    }

    private static void set(BlockNode node, RequestKind kind, Optional<List<Long>> boundaries)
            throws BlockException {
        if (boundaries.isPresent()) {
            node.countLatencies(kind, boundaries.get());
        }
    }
}
