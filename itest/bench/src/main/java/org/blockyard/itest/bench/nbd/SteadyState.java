package org.blockyard.itest.bench.nbd;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.blockyard.itest.bench.load.Workload;
import org.blockyard.itest.bench.report.Measured;
import org.blockyard.itest.bench.report.Table;
import org.blockyard.itest.bench.server.ServerKind;

/**
 * How long a daemon that has just been started takes until it is as quick as it gets: windows of
 * the same load one after the other.
 *
 * @param windows in their order
 */
record SteadyState(List<Window> windows) {
    /** What its section is called. */
    static final String NAME = "Time to steady state";

    /** The load. */
    static final Workload LOAD = Workload.reads(4 << 10, 16);

    private static final double WINDOW_SECONDS = 0.25;
    private static final double NEAR = 1.25;

    /**
     * What was measured in a window.
     *
     * @param begin when it began, in seconds since the first request
     * @param micros CPU time of the server for a request
     * @param rate requests per second
     */
    record Window(double begin, double micros, double rate) {}

    /** Measures a daemon that nothing was asked of before. */
    static SteadyState of(Stage stage, double seconds) throws IOException, InterruptedException {
        var windows = new ArrayList<Window>();
        long begin = System.nanoTime();
        double at = 0;
        while (at < seconds) {
            var sample = stage.run(ServerKind.BLOCKYARD, LOAD, (long) (WINDOW_SECONDS * 1e9));
            var outcome = sample.outcome();
            double micros = sample.serverMicros() / (double) outcome.requests();
            windows.add(new Window(at, micros, outcome.rate()));
            at = (System.nanoTime() - begin) / 1e9;
        }
        return new SteadyState(windows);
    }

    /** What it gets to: the median of the last third. */
    Window steady() {
        var micros = new Measured();
        var rate = new Measured();
        for (var window : windows.subList(windows.size() * 2 / 3, windows.size())) {
            micros.add(window.micros);
            rate.add(window.rate);
        }
        return new Window(0, micros.median(), rate.median());
    }

    /**
     * When it came within a quarter of that, by CPU time and by rate: the beginning of the first of
     * two windows in succession that are, since one may be luck.
     */
    OptionalDouble reachedAfter() {
        var steady = steady();
        for (int i = 0; i + 1 < windows.size(); i++) {
            if (near(windows.get(i), steady) && near(windows.get(i + 1), steady)) {
                return OptionalDouble.of(windows.get(i).begin);
            }
        }
        return OptionalDouble.empty();
    }

    private static boolean near(Window window, Window steady) {
        return window.micros <= steady.micros * NEAR && window.rate * NEAR >= steady.rate;
    }

    @Override
    public String toString() {
        var reached = reachedAfter();
        return "RAW %s: within a quarter of %s us and %s requests/s %s"
                .formatted(
                        LOAD,
                        Measured.show(steady().micros),
                        Measured.show(steady().rate),
                        reached.isPresent()
                                ? "after " + Measured.show(reached.getAsDouble()) + " s"
                                : "never for two windows in succession");
    }

    /** All windows. */
    Table table() {
        var table =
                new Table(
                        List.of(
                                "s since the first request",
                                "server CPU us/request",
                                "requests/s"));
        for (var window : windows) {
            table.add(
                    List.of(
                            Measured.show(window.begin),
                            Measured.show(window.micros),
                            Measured.show(window.rate)));
        }
        return table;
    }

    Map<String, Object> json() {
        var all = new LinkedHashMap<String, Object>();
        all.put("load", "RAW " + LOAD);
        reachedAfter().ifPresent(seconds -> all.put("seconds-until-within-a-quarter", seconds));
        all.put("steady-server-cpu-us", steady().micros);
        all.put("steady-requests-per-second", steady().rate);
        all.put("windows", windows.stream().map(SteadyState::json).toList());
        return all;
    }

    private static Map<String, Object> json(Window window) {
        var one = new LinkedHashMap<String, Object>();
        one.put("begin-seconds", window.begin);
        one.put("server-cpu-us", window.micros);
        one.put("requests-per-second", window.rate);
        return one;
    }
}
