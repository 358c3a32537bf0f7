package org.blockyard.commands.export;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockyard.commands.kit.Action;
import org.blockyard.export.ExportInfo;
import org.blockyard.export.ExportStatistics;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Platform;

/** {@code x-blockyard-export-stats}. */
final class ExportStats {
    private ExportStats() {}

    record Query(@Option("id of the export; all if left out") Optional<String> id) {}

    record Requests(
            @Option("how many") long requests, @Option("bytes that they were about") long bytes) {
        private static Requests of(ExportStatistics.Count count) {
            return new Requests(count.requests(), count.bytes());
        }
    }

    record ClientWork(
            @Option("requests for data") Requests read,
            @Option("requests that carry data") Requests write,
            @Option("requests for zeroes to be written") Requests zeroes,
            @Option("requests to forget data") Requests discard,
            @Option("requests to make data durable") Requests flush,
            @Option("all else, such as questions about the allocation") Requests other,
            @Option("requests that were answered with an error") long errors) {
        private static ClientWork of(ExportStatistics.Work work) {
            return new ClientWork(
                    Requests.of(work.reads()),
                    Requests.of(work.writes()),
                    Requests.of(work.zeroes()),
                    Requests.of(work.discards()),
                    Requests.of(work.flushes()),
                    Requests.of(work.others()),
                    work.errors());
        }
    }

    record ExportClient(
            @Option("where it comes from; empty for a Unix socket") String address,
            @Option("how long it has been connected") long seconds,
            @Option("what it asked for") ClientWork work) {
        private static ExportClient of(ExportStatistics.Client client) {
            return new ExportClient(
                    client.address(), client.age().toSeconds(), ClientWork.of(client.work()));
        }
    }

    record Stats(
            @Option("id of the export") String id,
            @Option("how it is served") String type,
            @Option("node that is served") String nodeName,
            @Option("clients that came so far") long connections,
            @Option("what all of them asked for") ClientWork work,
            @Option("those that are connected, the oldest first") List<ExportClient> clients) {
        private static Stats of(ExportInfo export, ExportStatistics statistics) {
            return new Stats(
                    export.id(),
                    export.type(),
                    export.nodeName(),
                    statistics.connections(),
                    ClientWork.of(statistics.work()),
                    statistics.clients().stream().map(ExportClient::of).toList());
        }
    }

    static ManagementCommand command() {
        return Action.lists(
                "x-blockyard-export-stats",
                "Tells what exports did for their clients, as far as their types count that.",
                Query.class,
                Stats.class,
                (given, context) -> tell(given, context.platform()));
    }

    private static Object tell(Query given, Platform platform) throws IOException {
        var exports = platform.exports();
        var told = new ArrayList<>();
        for (var export : exports.list()) {
            if (given.id().isEmpty() || given.id().get().equals(export.id())) {
                exports.statistics(export.id())
                        .map(found -> OptionSchema.of(Stats.class).write(Stats.of(export, found)))
                        .ifPresent(told::add);
            }
        }
        if (given.id().isPresent() && exports.find(given.id().get()).isEmpty()) {
            throw new BlockException(
                    ErrorKind.NOT_FOUND, "Export '" + given.id().get() + "' is not found");
        }
        return told;
    }
}
