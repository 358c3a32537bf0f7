package org.blockyard.itest.bench.nbd;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.blockyard.itest.bench.nbd.Tally.Count;
import org.blockyard.itest.bench.report.Table;
import org.blockyard.itest.bench.server.Metrics;
import org.blockyard.itest.bench.server.RunningServer;
import org.blockyard.itest.bench.server.ServerKind;
import org.blockyard.itest.kit.QmpClient;

/**
 * Whether what the benchmark has asked for is what our daemon says that it has done.
 *
 * @param asked by the benchmark
 * @param counted by the daemon, by where it tells that
 */
record Agreement(Tally asked, Map<String, Tally> counted) {
    private static final String STATISTICS = "query-blockstats";
    private static final String NODE_METRICS = "metrics of the node";
    private static final String EXPORT_METRICS = "metrics of the export";

    /** Asks a daemon at rest. */
    static Agreement of(RunningServer server, Tally asked) throws IOException {
        var metrics = server.metrics();
        var counted = new LinkedHashMap<String, Tally>();
        counted.put(STATISTICS, statistics(server));
        counted.put(
                NODE_METRICS, tally(metrics, "blockyard_node", "node=\"" + ServerKind.NODE + '"'));
        counted.put(
                EXPORT_METRICS,
                tally(metrics, "blockyard_export", "export=\"" + ServerKind.ID + '"'));
        return new Agreement(asked, counted);
    }

    private static Tally statistics(RunningServer server) throws IOException {
        try (var qmp = server.qmp()) {
            var all = qmp.execute(STATISTICS, Map.of("query-nodes", true));
            for (var node : QmpClient.objects(all)) {
                var stats = node.get("stats");
                if (ServerKind.NODE.equals(node.get("node-name")) && stats != null) {
                    return tally(QmpClient.object(stats));
                }
            }
        }
        throw new IOException(STATISTICS + " does not tell of " + ServerKind.NODE);
    }

    private static Tally tally(Map<String, Object> stats) throws IOException {
        return new Tally(
                new Count(number(stats, "rd_operations"), number(stats, "rd_bytes")),
                new Count(number(stats, "wr_operations"), number(stats, "wr_bytes")));
    }

    private static long number(Map<String, Object> stats, String key) throws IOException {
        if (stats.get(key) instanceof Number number) {
            return number.longValue();
        }
        throw new IOException(STATISTICS + " does not tell " + key);
    }

    private static Tally tally(Metrics metrics, String family, String whose) throws IOException {
        return new Tally(
                count(metrics, family, whose, "kind=\"read\""),
                count(metrics, family, whose, "kind=\"write\""));
    }

    private static Count count(Metrics metrics, String family, String whose, String kind)
            throws IOException {
        return new Count(
                metrics.count(family + "_requests_total", whose, kind),
                metrics.count(family + "_bytes_total", whose, kind));
    }

    /** Those of all scenarios: a row for reads and one for writes, where there were any. */
    static Table table(Map<Scenario, Agreement> all) {
        var table =
                new Table(
                        List.of(
                                "requests (bytes)",
                                "benchmark",
                                STATISTICS,
                                NODE_METRICS,
                                EXPORT_METRICS,
                                "agree"));
        all.forEach(
                (scenario, one) -> {
                    if (one.asked.reads().requests() > 0) {
                        table.add(one.row(scenario + " reads", Tally::reads));
                    }
                    if (one.asked.writes().requests() > 0) {
                        table.add(one.row(scenario + " writes", Tally::writes));
                    }
                });
        return table;
    }

    private List<String> row(String title, Function<Tally, Count> kind) {
        var wanted = kind.apply(asked);
        var found = of(kind);
        var row = new ArrayList<>(List.of(title, wanted.toString()));
        found.forEach(count -> row.add(count.toString()));
        row.add(verdict(wanted, found));
        return row;
    }

    private static String verdict(Count wanted, List<Count> found) {
        if (found.stream().allMatch(wanted::equals)) {
            return "yes";
        }
        return found.stream().allMatch(count -> count.bytes() == wanted.bytes()) ? "bytes" : "no";
    }

    Map<String, Object> json() {
        var all = new LinkedHashMap<String, Object>();
        all.put("benchmark", asked.json());
        counted.forEach((source, tally) -> all.put(source, tally.json()));
        all.put("reads-agree", verdict(asked.reads(), of(Tally::reads)));
        all.put("writes-agree", verdict(asked.writes(), of(Tally::writes)));
        return all;
    }

    private List<Count> of(Function<Tally, Count> kind) {
        return counted.values().stream().map(kind).toList();
    }
}
