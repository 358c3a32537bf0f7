package org.blockyard.metrics.figures;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.blockyard.export.ExportStatistics;
import org.blockyard.export.ExportStatistics.Count;
import org.blockyard.export.ExportStatistics.Work;
import org.blockyard.export.Exports;
import org.blockyard.metrics.text.Family;
import org.blockyard.metrics.text.Family.Type;
import org.blockyard.metrics.text.Labels;
import org.blockyard.metrics.text.MetricsText;

/**
 * What each export does for its clients, as far as its type counts that.
 *
 * @param exports the exports
 */
public record ExportFigures(Exports exports) implements Figures {
    private record Seen(Labels labels, ExportStatistics statistics) {}

    @Override
    public void write(MetricsText out) {
        var seen = new ArrayList<Seen>();
        for (var export : exports.list()) {
            var labels =
                    Labels.of(
                            "export", export.id(),
                            "type", export.type(),
                            "node", export.nodeName());
            exports.statistics(export.id())
                    .ifPresent(statistics -> seen.add(new Seen(labels, statistics)));
        }
        var clients =
                out.family("blockyard_export_clients", Type.GAUGE, "Clients that are connected.");
        seen.forEach(one -> clients.add(one.labels(), one.statistics().clients().size()));
        var connections =
                out.family("blockyard_export_connections", Type.COUNTER, "Clients that came.");
        seen.forEach(one -> connections.add(one.labels(), one.statistics().connections()));
        counts(
                out.family(
                        "blockyard_export_requests",
                        Type.COUNTER,
                        "Requests that clients sent, whatever became of them."),
                seen,
                Count::requests);
        counts(
                out.bytes(
                        "blockyard_export", Type.COUNTER, "Bytes that those requests were about."),
                seen,
                Count::bytes);
        var errors =
                out.family(
                        "blockyard_export_errors",
                        Type.COUNTER,
                        "Requests that were answered with an error.");
        seen.forEach(one -> errors.add(one.labels(), one.statistics().work().errors()));
    }

    private static void counts(Family family, List<Seen> exports, ToLongFunction<Count> value) {
        for (var seen : exports) {
            kinds(seen.statistics().work())
                    .forEach(
                            (kind, count) ->
                                    family.add(
                                            seen.labels().and("kind", kind),
                                            value.applyAsLong(count)));
        }
    }

    private static Map<String, Count> kinds(Work work) {
        var kinds = new LinkedHashMap<String, Count>();
        kinds.put("read", work.reads());
        kinds.put("write", work.writes());
        kinds.put("zeroes", work.zeroes());
        kinds.put("discard", work.discards());
        kinds.put("flush", work.flushes());
        kinds.put("other", work.others());
        return kinds;
    }
}
