package org.blockyard.itest.bench.soak;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.blockyard.itest.bench.load.Latencies;
import org.blockyard.itest.bench.report.Measured;
import org.blockyard.itest.bench.report.Table;
import org.blockyard.itest.bench.report.Trend;
import org.blockyard.itest.bench.verify.Window;

/** What a soak found, and how it is told. */
final class SoakFigures {
    private static final double MIB = 1 << 20;

    private record Row(double seconds, Sample sample, Window window) {}

    /** What is shown of a sample, and by how much it may grow in an hour and still be flat. */
    private record Column(String title, ToDoubleFunction<Sample> value) {}

    private static final List<Column> COLUMNS =
            List.of(
                    new Column("RSS MiB", Sample::rss),
                    new Column("anonymous MiB", Sample::anonymous),
                    new Column("heap MiB", Sample::heap),
                    new Column("old heap MiB", Sample::old),
                    new Column("metaspace KiB", Sample::metaspace),
                    new Column("threads", Sample::threads),
                    new Column("descriptors", Sample::descriptors));

    private final List<Row> rows = new ArrayList<>();
    private final Latencies latencies = new Latencies();
    private final Map<String, Object> facts = new LinkedHashMap<>();

    /** The daemon was looked at after so many seconds, and since then the load has done that. */
    void add(double seconds, Sample sample, Window window) {
        rows.add(new Row(seconds, sample, window));
        latencies.add(window.latencies());
    }

    /** Something else worth telling. */
    void fact(String name, Object value) {
        facts.put(name, value);
    }

    /** How fast a figure grew in the second half, in its unit per minute. */
    private double growth(ToDoubleFunction<Sample> what) {
        var trend = new Trend();
        for (var row : rows.subList(rows.size() / 2, rows.size())) {
            trend.add(row.seconds / 60, what.applyAsDouble(row.sample));
        }
        return trend.slope();
    }

    /** How much RSS grew over the second half, in MiB, by the line that fits it best. */
    double rssGrowth() {
        double minutes = (rows.getLast().seconds - rows.get(rows.size() / 2).seconds) / 60;
        return growth(Sample::rss) * minutes;
    }

    /** All figures by their names. */
    Map<String, Object> all() {
        var all = new LinkedHashMap<>(facts);
        all.put("request p50, ms", latencies.millis(0.5));
        all.put("request p99, ms", latencies.millis(0.99));
        all.put("request p99.9, ms", latencies.millis(0.999));
        all.put("request max, ms", latencies.longestMillis());
        for (var column : COLUMNS) {
            all.put(column.title + ": growth in a minute, second half", growth(column.value));
        }
        all.put("samples", rows.stream().map(SoakFigures::json).toList());
        return all;
    }

    private static Map<String, Object> json(Row row) {
        var all = new LinkedHashMap<String, Object>();
        all.put("seconds", row.seconds);
        all.put("requests/s", rate(row));
        COLUMNS.forEach(column -> all.put(column.title, column.value.applyAsDouble(row.sample)));
        return all;
    }

    private static double rate(Row row) {
        return row.window.latencies().total() / row.window.seconds();
    }

    /** The samples and the figures as tables. */
    @Override
    public String toString() {
        return samples() + "\n" + figures();
    }

    private Table samples() {
        var head = new ArrayList<>(List.of("seconds", "requests/s", "MiB/s", "longest ms"));
        COLUMNS.forEach(column -> head.add(column.title));
        var table = new Table(head);
        for (var row : rows) {
            var cells =
                    new ArrayList<>(
                            List.of(
                                    show(row.seconds),
                                    show(rate(row)),
                                    show(row.window.bytes() / row.window.seconds() / MIB),
                                    show(row.window.latencies().longestMillis())));
            COLUMNS.forEach(column -> cells.add(show(column.value.applyAsDouble(row.sample))));
            table.add(cells);
        }
        var growth = new ArrayList<>(List.of("growth in a minute, second half", "", "", ""));
        COLUMNS.forEach(
                column -> growth.add(String.format(Locale.ROOT, "%+.2f", growth(column.value))));
        table.add(growth);
        return table;
    }

    private Table figures() {
        var table = new Table(List.of("what", "figure"));
        all().forEach(
                        (name, value) -> {
                            if (!(value instanceof List) && !name.contains("growth in a minute")) {
                                table.add(
                                        List.of(
                                                name,
                                                value instanceof Double d ? show(d) : value + ""));
                            }
                        });
        return table;
    }

    private static String show(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Measured.show(value);
    }
}
