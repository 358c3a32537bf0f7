package org.blockyard.itest.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Figures of all rounds of one thing. */
public final class Measured {
    private final List<Double> values = new ArrayList<>();

    /** Adds the figure of a round. */
    public void add(double value) {
        values.add(value);
    }

    /** The figure in the middle; no number if there is none. */
    public double median() {
        var sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        if (sorted.isEmpty()) {
            return Double.NaN;
        }
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** A figure with three digits that count. */
    public static String show(double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
