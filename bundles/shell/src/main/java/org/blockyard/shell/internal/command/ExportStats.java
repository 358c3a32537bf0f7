package org.blockyard.shell.internal.command;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockyard.export.ExportStatistics;
import org.blockyard.export.ExportStatistics.Count;
import org.blockyard.platform.Platform;
import org.blockyard.shell.internal.text.Table;

/**
 * What each export did for its clients.
 *
 * @param platform where they are
 */
record ExportStats(Platform platform) implements ShellCommand {
    private static final ExportStatistics NOTHING =
            new ExportStatistics(List.of(), 0, ExportStatistics.Work.NONE);

    @Override
    public String name() {
        return "export:stats";
    }

    @Override
    public String summary() {
        return "Show what exports did for their clients, and how fast";
    }

    @Override
    public String usage() {
        return """
                export:stats [SECONDS]

                Shows for each export the clients that are connected and that came, and what they
                asked for: requests, bytes read and written, and those that were answered with an
                error. With SECONDS it waits that long and shows what was asked for meanwhile, for
                each second. Zeroes count as written, all that is neither read, write nor flush as
                others.
                """;
    }

    @Override
    public void run(Invocation call) throws IOException {
        var span = Span.of(call.arguments());
        var before = span.isAll() ? Map.<String, ExportStatistics>of() : look();
        if (!span.pass()) {
            return;
        }
        var table =
                new Table(
                        "export",
                        ">clients",
                        ">came",
                        span.header("reads"),
                        span.header("read"),
                        span.header("writes"),
                        span.header("written"),
                        span.header("flushes"),
                        span.header("others"),
                        ">errors");
        look().forEach((id, now) -> row(table, span, id, now, before.getOrDefault(id, NOTHING)));
        call.out().print(table.render(call.viewer().columns(), "no exports that count"));
    }

    private Map<String, ExportStatistics> look() {
        var seen = new LinkedHashMap<String, ExportStatistics>();
        for (var export : platform.exports().list()) {
            platform.exports()
                    .statistics(export.id())
                    .ifPresent(statistics -> seen.put(export.id(), statistics));
        }
        return seen;
    }

    private static void row(
            Table table, Span span, String id, ExportStatistics now, ExportStatistics before) {
        var work = now.work();
        var earlier = before.work();
        var writes = work.writes().plus(work.zeroes());
        var written = earlier.writes().plus(earlier.zeroes());
        var others = work.discards().plus(work.others());
        var asked = earlier.discards().plus(earlier.others());
        table.row(
                id,
                now.clients().size(),
                now.connections() - before.connections(),
                requests(span, work.reads(), earlier.reads()),
                bytes(span, work.reads(), earlier.reads()),
                requests(span, writes, written),
                bytes(span, writes, written),
                requests(span, work.flushes(), earlier.flushes()),
                requests(span, others, asked),
                work.errors() - earlier.errors());
    }

    private static String requests(Span span, Count now, Count before) {
        return span.count(now.requests() - before.requests());
    }

    private static String bytes(Span span, Count now, Count before) {
        return span.bytes(now.bytes() - before.bytes());
    }
}
