package org.blockyard.itest.bench.nbd;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.blockyard.itest.bench.load.Workload;
import org.blockyard.itest.bench.server.ServerKind;

/** What was found in a scenario: the figures of each load on each server. */
final class Result {
    private final Scenario scenario;
    private final Map<Workload, Map<ServerKind, Figures>> figures = new LinkedHashMap<>();

    Result(Scenario scenario, List<ServerKind> kinds) {
        this.scenario = scenario;
        for (var load : scenario.loads()) {
            var each = new EnumMap<ServerKind, Figures>(ServerKind.class);
            kinds.forEach(kind -> each.put(kind, new Figures()));
            figures.put(load, each);
        }
    }

    Scenario scenario() {
        return scenario;
    }

    List<ServerKind> kinds() {
        return new ArrayList<>(figures.values().iterator().next().keySet());
    }

    Figures of(Workload load, ServerKind kind) {
        return Objects.requireNonNull(figures.getOrDefault(load, Map.of()).get(kind));
    }

    boolean has(Workload load, ServerKind kind) {
        return figures.getOrDefault(load, Map.of()).containsKey(kind);
    }

    /** How many times our CPU time a peer takes. */
    double ratio(Workload load, ServerKind peer) {
        return of(load, peer).cpu() / of(load, ServerKind.BLOCKYARD).cpu();
    }

    /** All figures, one element for each load. */
    List<Map<String, Object>> json() {
        var all = new ArrayList<Map<String, Object>>();
        figures.forEach(
                (load, each) -> {
                    var one = new LinkedHashMap<String, Object>();
                    one.put("scenario", scenario.toString());
                    one.put("load", load.toString());
                    var servers = new LinkedHashMap<String, Object>();
                    each.forEach((kind, found) -> servers.put(kind.title(), found.json()));
                    one.put("servers", servers);
                    one.put("peer-cpu-by-ours", ratios(load));
                    all.add(one);
                });
        return all;
    }

    private Map<String, Object> ratios(Workload load) {
        var ratios = new LinkedHashMap<String, Object>();
        for (var kind : kinds()) {
            if (kind != ServerKind.BLOCKYARD) {
                ratios.put(kind.title(), ratio(load, kind));
            }
        }
        return ratios;
    }
}
