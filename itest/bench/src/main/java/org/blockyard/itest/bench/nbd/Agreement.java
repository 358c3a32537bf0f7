package org.blockyard.itest.bench.nbd;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.blockyard.itest.bench.server.RunningServer;
import org.blockyard.itest.bench.server.ServerKind;
import org.blockyard.itest.kit.QmpClient;

/**
 * Whether what the benchmark has asked for is what our daemon has counted.
 *
 * @param asked by the benchmark
 * @param counted by the daemon, of the exported node
 */
record Agreement(Tally asked, Tally counted) {
    /** Asks a daemon at rest. */
    static Agreement of(RunningServer server, Tally asked) throws IOException {
        try (var qmp = server.qmp()) {
            var all = qmp.execute("query-blockstats", Map.of("query-nodes", true));
            for (var node : QmpClient.objects(all)) {
                if (ServerKind.NODE.equals(node.get("node-name"))) {
                    return new Agreement(asked, tally(stats(node)));
                }
            }
        }
        throw new IOException("query-blockstats does not tell of " + ServerKind.NODE);
    }

    private static Map<String, Object> stats(Map<String, Object> node) throws IOException {
        var stats = node.get("stats");
        if (stats == null) {
            throw new IOException("query-blockstats: no stats of " + ServerKind.NODE);
        }
        return QmpClient.object(stats);
    }

    private static Tally tally(Map<String, Object> stats) {
        return new Tally(
                number(stats, "rd_operations"),
                number(stats, "wr_operations"),
                number(stats, "rd_bytes"),
                number(stats, "wr_bytes"));
    }

    private static long number(Map<String, Object> stats, String key) {
        return stats.get(key) instanceof Number number ? number.longValue() : -1;
    }

    private boolean whole() {
        return asked.equals(counted);
    }

    private boolean ofBytes() {
        return asked.bytesRead() == counted.bytesRead()
                && asked.bytesWritten() == counted.bytesWritten();
    }

    @Override
    public String toString() {
        if (whole()) {
            return "agree: " + asked;
        }
        return (ofBytes() ? "bytes agree, requests do not: " : "do not agree: ")
                + ("the benchmark asked for %s, the daemon counted %s".formatted(asked, counted))
                + (ofBytes() ? ", as it does large writes in parts" : "");
    }

    Map<String, Object> json() {
        var all = new LinkedHashMap<String, Object>();
        all.put("bytes-agree", ofBytes());
        all.put("requests-agree", whole());
        all.put("benchmark", asked.json());
        all.put("query-blockstats", counted.json());
        return all;
    }
}
