package org.blockyard.commands.node;

import java.util.List;
import java.util.Optional;
import org.blockyard.commands.kit.Action;
import org.blockyard.graph.BlockNode;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;

/** {@code query-blockstats}. */
final class Statistics {
    private Statistics() {}

    record Query(
            @Option("tell of nodes; without it there is nothing to tell")
                    Optional<Boolean> queryNodes) {}

    record BlockStats(
            @Option("never there: nodes are no named devices") Optional<String> device,
            @Option("never there") Optional<String> qdev,
            @Option("name of the node") String nodeName,
            @Option("what was done") BlockDeviceStats stats,
            @Option("what only this driver has") Optional<FileStats> driverSpecific,
            @Option("the same of the main child") Optional<Object> parent,
            @Option("never there: it is told of named devices alone") Optional<Object> backing) {}

    record FileStats(
            @Option("driver of the node") String driver,
            @Option("discards that succeeded") long discardNbOk,
            @Option("discards that failed") long discardNbFailed,
            @Option("bytes discarded") long discardBytesOk) {}

    static ManagementCommand command() {
        return Action.lists(
                "query-blockstats",
                "Tells what was done through each node since it was opened.",
                Query.class,
                BlockStats.class,
                (given, context) ->
                        given.queryNodes().orElse(false)
                                ? context.platform().graph().nodes().stream()
                                        .map(Statistics::of)
                                        .map(OptionSchema.of(BlockStats.class)::write)
                                        .toList()
                                : List.of());
    }

    private static BlockStats of(BlockNode node) {
        var done = node.statistics();
        boolean file = node.driver().equals("file") || node.driver().equals("host_device");
        return new BlockStats(
                Optional.empty(),
                Optional.empty(),
                node.name(),
                BlockDeviceStats.of(done),
                file
                        ? Optional.of(
                                new FileStats(
                                        node.driver(),
                                        done.discards().done(),
                                        done.discards().failed(),
                                        done.discards().bytes()))
                        : Optional.empty(),
                node.child("file").map(child -> OptionSchema.of(BlockStats.class).write(of(child))),
                Optional.empty());
    }
}
