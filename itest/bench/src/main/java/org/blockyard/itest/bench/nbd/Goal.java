package org.blockyard.itest.bench.nbd;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.itest.bench.load.Workload;
import org.blockyard.itest.bench.report.Measured;
import org.blockyard.itest.bench.report.Table;
import org.blockyard.itest.bench.server.ServerKind;

/**
 * What is to be reached besides the targets of CPU time, and what it is in a run.
 *
 * @param what it is
 * @param bound the most or the least that it may be
 * @param atMost whether that is the most
 * @param measured what it is; no number if it has never come so far
 */
record Goal(String what, double bound, boolean atMost, double measured) {
    private static final double RSS_MEBIBYTES = 200;
    private static final double STEADY_SECONDS = 2;

    /** Those of which something was measured. */
    static List<Goal> of(List<Result> results, Optional<SteadyState> steady) {
        var goals = new ArrayList<Goal>();
        for (var result : results) {
            for (var load : result.scenario().loads()) {
                if (result.scenario().preparation() == Preparation.COLD
                        && result.kinds().size() > 1) {
                    goals.add(throughput(result, load));
                }
                if (load.equals(Scenario.CROWD)) {
                    goals.add(memory(result, load));
                }
            }
        }
        steady.ifPresent(found -> goals.add(quickly(found)));
        return goals;
    }

    private static Goal throughput(Result result, Workload load) {
        double best =
                result.kinds().stream()
                        .filter(kind -> kind != ServerKind.BLOCKYARD)
                        .mapToDouble(kind -> result.of(load, kind).rate())
                        .max()
                        .orElseThrow();
        return new Goal(
                result.scenario() + " " + load + ", requests/s by those of the quickest peer",
                1,
                false,
                result.of(load, ServerKind.BLOCKYARD).rate() / best);
    }

    private static Goal memory(Result result, Workload load) {
        return new Goal(
                result.scenario() + " " + load + ", RSS in MiB",
                RSS_MEBIBYTES,
                true,
                result.of(load, ServerKind.BLOCKYARD).resident());
    }

    private static Goal quickly(SteadyState steady) {
        return new Goal(
                "RAW " + SteadyState.LOAD + ", s until within a quarter of steady state",
                STEADY_SECONDS,
                true,
                steady.reachedAfter().orElse(Double.NaN));
    }

    private boolean reached() {
        return atMost ? measured <= bound : measured >= bound;
    }

    /** Those goals as a table. */
    static Table table(List<Goal> goals) {
        var table = new Table(List.of("goal", "wanted", "measured", "reached"));
        for (var goal : goals) {
            table.add(
                    List.of(
                            goal.what,
                            (goal.atMost ? "<= " : ">= ") + Measured.show(goal.bound),
                            Measured.show(goal.measured),
                            goal.reached() ? "yes" : "no"));
        }
        return table;
    }

    Map<String, Object> json() {
        var all = new LinkedHashMap<String, Object>();
        all.put("goal", what);
        all.put(atMost ? "at-most" : "at-least", bound);
        if (!Double.isNaN(measured)) {
            all.put("measured", measured);
        }
        all.put("reached", reached());
        return all;
    }
}
