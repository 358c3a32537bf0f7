package org.blockyard.itest.bench.swap;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.blockyard.itest.bench.load.Latencies;
import org.blockyard.itest.bench.report.Measured;
import org.blockyard.itest.bench.report.Table;
import org.blockyard.itest.bench.report.Trend;
import org.blockyard.itest.bench.verify.Window;

/** What a run with swaps found, and how it is told. */
final class SwapFigures {
    private final List<Double> pauses = new ArrayList<>();
    private final Map<String, List<Double>> phases = new TreeMap<>();
    private final List<Double> longest = new ArrayList<>();
    private final List<Double> longestWithout = new ArrayList<>();
    private final List<Double> took = new ArrayList<>();
    private final Latencies with = new Latencies();
    private final Latencies without = new Latencies();
    private final List<Long> sampledAt = new ArrayList<>();
    private final List<Footprint> samples = new ArrayList<>();
    private final Map<String, Object> facts = new LinkedHashMap<>();
    private double secondsWith;
    private double secondsWithout;
    private long bytesWith;
    private long bytesWithout;
    private long mostQueued;
    private final int users;
    private int handedOver;
    private int nodes;
    private int notSwitched;
    private double longestPause;
    private String inLongestPause = "";

    /** Figures of swaps of a driver that so many nodes use. */
    SwapFigures(int users) {
        this.users = users;
    }

    /** A swap took place in a window. */
    void swap(List<Swapper.Swapped> swapped, double millis, Window window) {
        took.add(millis);
        longest.add(window.latencies().longestMillis());
        with.add(window.latencies());
        secondsWith += window.seconds();
        bytesWith += window.bytes();
        for (var node : swapped) {
            nodes++;
            pauses.add(node.pauseMillis());
            node.phases()
                    .forEach(
                            (phase, took) ->
                                    phases.computeIfAbsent(phase, _ -> new ArrayList<>())
                                            .add(took));
            mostQueued = Math.max(mostQueued, node.queued());
            handedOver += node.handedOver() ? 1 : 0;
            if (!node.switched()) {
                notSwitched++;
            }
            if (node.pauseMillis() > longestPause) {
                longestPause = node.pauseMillis();
                inLongestPause = "swap " + took.size() + ", " + steps(node);
            }
        }
    }

    private static String steps(Swapper.Swapped node) {
        return new TreeMap<>(node.phases())
                .entrySet().stream()
                        .map(step -> step.getKey() + " " + Measured.show(step.getValue()))
                        .collect(Collectors.joining(", "));
    }

    /** Nothing took place in a window. */
    void quiet(Window window) {
        longestWithout.add(window.latencies().longestMillis());
        without.add(window.latencies());
        secondsWithout += window.seconds();
        bytesWithout += window.bytes();
    }

    /** How the process looked after so many swaps. */
    void sample(long swaps, Footprint footprint) {
        sampledAt.add(swaps);
        samples.add(footprint);
    }

    /** Something else worth telling. */
    void fact(String name, Object value) {
        facts.put(name, value);
    }

    /** How many swaps took place. */
    int swaps() {
        return took.size();
    }

    /** Whether each node was switched by each swap. */
    boolean allSwitched() {
        return notSwitched == 0 && nodes == took.size() * users;
    }

    /** Whether no class loader was left behind since the first look. */
    boolean nothingLeft() {
        return samples.getLast().bundleLoaders() <= samples.getFirst().bundleLoaders();
    }

    /** All figures by their names. */
    Map<String, Object> all() {
        var all = new LinkedHashMap<>(facts);
        all.put("swaps", took.size());
        all.put("nodes swapped", nodes);
        all.put("nodes not switched", notSwitched);
        all.put("nodes that took state over", handedOver);
        spread(all, "pause of a node, ms", pauses);
        all.put("the longest, ms", inLongestPause);
        phases.forEach((phase, took) -> spread(all, "of it " + phase + ", ms", took));
        spread(all, "longest request around a swap, ms", longest);
        spread(all, "longest request in as long a time without, ms", longestWithout);
        spread(all, "a swap with all its nodes, ms", took);
        all.put("most requests that waited at a gate", mostQueued);
        all.put("swaps a second", took.size() / secondsWith);
        double rateWith = with.total() / secondsWith;
        double rateWithout = without.total() / secondsWithout;
        all.put("requests/s with swaps", rateWith);
        all.put("requests/s without", rateWithout);
        all.put("throughput with / without", rateWith / rateWithout);
        all.put("MiB/s with swaps", bytesWith / secondsWith / (1 << 20));
        all.put("MiB/s without", bytesWithout / secondsWithout / (1 << 20));
        all.put("request p50 with / without, ms", pair(with.millis(0.5), without.millis(0.5)));
        all.put("request p99 with / without, ms", pair(with.millis(0.99), without.millis(0.99)));
        all.put(
                "request p99.99 with / without, ms",
                pair(with.millis(0.9999), without.millis(0.9999)));
        growth(all);
        return all;
    }

    private void growth(Map<String, Object> all) {
        if (samples.size() < 2) {
            return;
        }
        var first = samples.getFirst();
        var last = samples.getLast();
        all.put("class loaders left", last.bundleLoaders() - first.bundleLoaders());
        all.put("classes", first.classes() + " -> " + last.classes());
        all.put("metaspace, KiB", first.metaspaceKib() + " -> " + last.metaspaceKib());
        all.put("metaspace, bytes a swap", slope(Footprint::metaspaceKib));
        all.put("live heap, KiB", first.heapKib() + " -> " + last.heapKib());
        all.put("live heap, bytes a swap", slope(Footprint::heapKib));
        all.put("threads", first.threads() + " -> " + last.threads());
        all.put("descriptors", first.descriptors() + " -> " + last.descriptors());
    }

    /** The slope of the straight line through the later half of the samples, in bytes a swap. */
    private double slope(java.util.function.ToLongFunction<Footprint> what) {
        int from = samples.size() / 2 - (samples.size() > 2 ? 0 : 1);
        var trend = new Trend();
        for (int i = Math.max(0, from); i < samples.size(); i++) {
            trend.add(sampledAt.get(i), what.applyAsLong(samples.get(i)) * 1024.0);
        }
        return trend.slope();
    }

    private static String pair(double a, double b) {
        return Measured.show(a) + " / " + Measured.show(b);
    }

    private static void spread(Map<String, Object> all, String what, List<Double> values) {
        var sorted = values.stream().sorted().toList();
        if (sorted.isEmpty()) {
            return;
        }
        all.put(what + ": p50", share(sorted, 0.5));
        all.put(what + ": p99", share(sorted, 0.99));
        all.put(what + ": max", sorted.getLast());
    }

    private static double share(List<Double> sorted, double share) {
        return sorted.get((int) Math.ceil(sorted.size() * share) - 1);
    }

    /** All figures as a table. */
    @Override
    public String toString() {
        var table = new Table(List.of("what", "figure"));
        all().forEach((name, value) -> table.add(List.of(name, show(value))));
        return table.toString();
    }

    private static String show(Object value) {
        return switch (value) {
            case Double number when Math.abs(number) < 1e-9 -> "0";
            case Double number when number < 0 -> String.format(Locale.ROOT, "%.0f", number);
            case Double number -> Measured.show(number);
            default -> value.toString();
        };
    }
}
