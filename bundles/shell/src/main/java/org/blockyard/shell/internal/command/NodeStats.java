package org.blockyard.shell.internal.command;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.blockyard.graph.LatencyHistogram;
import org.blockyard.graph.NodeStatistics;
import org.blockyard.graph.NodeStatistics.Counter;
import org.blockyard.platform.Platform;
import org.blockyard.shell.internal.text.Table;

/**
 * What was done through each node.
 *
 * @param platform where they are
 */
record NodeStats(Platform platform) implements ShellCommand {
    private static final double MEDIAN = 0.5;
    private static final double ALMOST_ALL = 0.99;

    /** Requests that were done: how many, their bytes and how long they took. */
    private record Done(long requests, long bytes, LatencyHistogram latencies) {
        static Done of(Counter counter) {
            return new Done(counter.done(), counter.bytes(), counter.latencies());
        }

        Done plus(Done other) {
            return new Done(
                    requests + other.requests,
                    bytes + other.bytes,
                    latencies.plus(other.latencies));
        }

        Done since(Done earlier) {
            return new Done(
                    requests - earlier.requests,
                    bytes - earlier.bytes,
                    latencies.since(earlier.latencies));
        }

        String quantile(double share) {
            return Span.time(latencies.quantile(share));
        }
    }

    private record Seen(Done reads, Done writes, Done flushes, long failed, int inFlight) {
        static Seen of(NodeStatistics s) {
            long failed =
                    s.reads().failed()
                            + s.writes().failed()
                            + s.zeroes().failed()
                            + s.discards().failed()
                            + s.flushes().failed();
            return new Seen(
                    Done.of(s.reads()),
                    Done.of(s.writes()).plus(Done.of(s.zeroes())),
                    Done.of(s.flushes()),
                    failed,
                    s.inFlight());
        }

        Seen since(Seen earlier) {
            return new Seen(
                    reads.since(earlier.reads),
                    writes.since(earlier.writes),
                    flushes.since(earlier.flushes),
                    failed - earlier.failed,
                    inFlight);
        }
    }

    @Override
    public String name() {
        return "node:stats";
    }

    @Override
    public String summary() {
        return "Show what was done through each node, and how fast";
    }

    @Override
    public String usage() {
        return """
                node:stats [SECONDS]

                Shows for each node the requests done and bytes moved since it was opened, those
                that failed, those under way, and the times below which half and 99 % of the reads
                and writes stayed. With SECONDS it waits that long and shows what was done
                meanwhile, for each second. Zeroes count as writes. Of requests that are answered
                at once, one in 32 is timed and stands for its neighbours.
                """;
    }

    @Override
    public void run(Invocation call) throws IOException {
        var span = Span.of(call.arguments());
        var before = span.isAll() ? Map.<String, Seen>of() : look();
        if (!span.pass()) {
            return;
        }
        var table =
                new Table(
                        "node",
                        span.header("reads"),
                        span.header("read"),
                        ">50%",
                        ">99%",
                        span.header("writes"),
                        span.header("written"),
                        ">50%",
                        ">99%",
                        span.header("flushes"),
                        ">failed",
                        ">busy");
        for (var node : platform.graph().nodes()) {
            var now = Seen.of(node.statistics());
            var earlier = before.get(node.name());
            row(table, span, node.name(), earlier == null ? now : now.since(earlier));
        }
        call.out().print(table.render(call.viewer().columns(), "no nodes"));
    }

    private Map<String, Seen> look() {
        var seen = new HashMap<String, Seen>();
        platform.graph().nodes().forEach(node -> seen.put(node.name(), Seen.of(node.statistics())));
        return seen;
    }

    private static void row(Table table, Span span, String name, Seen seen) {
        table.row(
                name,
                span.count(seen.reads().requests()),
                span.bytes(seen.reads().bytes()),
                seen.reads().quantile(MEDIAN),
                seen.reads().quantile(ALMOST_ALL),
                span.count(seen.writes().requests()),
                span.bytes(seen.writes().bytes()),
                seen.writes().quantile(MEDIAN),
                seen.writes().quantile(ALMOST_ALL),
                span.count(seen.flushes().requests()),
                seen.failed(),
                seen.inFlight());
    }
}
