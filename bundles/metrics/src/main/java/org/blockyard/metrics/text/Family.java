package org.blockyard.metrics.text;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.blockyard.graph.LatencyHistogram;

/**
 * One metric family while it is written: all its samples come one after the other.
 *
 * <p>Where the two forms differ, names are given as OpenMetrics has them: a counter's without
 * {@code _total}.
 */
public final class Family {
    /** Digits after the point of seconds that were counted in nanoseconds. */
    private static final int NANO_DIGITS = 9;

    private final StringBuilder out;
    private final String name;
    private final Type type;

    /** The types of families. */
    public enum Type {
        /** Only ever grows. */
        COUNTER("counter", "_total"),
        /** Goes up and down. */
        GAUGE("gauge", ""),
        /** Observations in buckets. */
        HISTOGRAM("histogram", ""),
        /** Observations, counted and summed up. */
        SUMMARY("summary", ""),
        /** Texts that say what something is. */
        INFO("gauge", "_info"),
        /** Which of several states something is in. */
        STATESET("gauge", "");

        private final String old;
        private final String suffix;

        Type(String old, String suffix) {
            this.old = old;
            this.suffix = suffix;
        }

        private String word(Exposition form) {
            return form == Exposition.OPENMETRICS ? name().toLowerCase(Locale.ROOT) : old;
        }

        private String shown(String name, Exposition form) {
            return form == Exposition.OPENMETRICS ? name : name + suffix;
        }
    }

    Family(StringBuilder out, Exposition form, String name, Type type, String unit, String help) {
        this.out = out;
        this.name = name;
        this.type = type;
        var shown = type.shown(name, form);
        out.append("# TYPE ").append(shown).append(' ').append(type.word(form)).append('\n');
        if (form == Exposition.OPENMETRICS && !unit.isEmpty()) {
            out.append("# UNIT ").append(shown).append(' ').append(unit).append('\n');
        }
        out.append("# HELP ").append(shown).append(' ').append(Labels.escaped(help)).append('\n');
    }

    /** A number of a counter or a gauge. */
    public Family add(Labels labels, long value) {
        return line(type.suffix, labels, Long.toString(value));
    }

    /** A time of a counter or a gauge, in seconds. */
    public Family addNanos(Labels labels, long nanos) {
        return line(type.suffix, labels, seconds(nanos));
    }

    /** What something is, said by labels. */
    public Family say(Labels labels) {
        return line(type.suffix, labels, "1");
    }

    /** Which of the states something is in. */
    public Family state(Labels labels, List<String> states, String now) {
        for (var state : states) {
            line("", labels.and(name, state), state.equals(now) ? "1" : "0");
        }
        return this;
    }

    /** How many there were and how long they took in all. */
    public Family summary(Labels labels, long count, long nanos) {
        line("_count", labels, Long.toString(count));
        return line("_sum", labels, seconds(nanos));
    }

    /** Latencies, in seconds; {@code nanos} is how long they took in all. */
    public Family histogram(Labels labels, LatencyHistogram latencies, long nanos) {
        long below = 0;
        for (int i = 0; i < latencies.boundaries().size(); i++) {
            below += latencies.bins().get(i);
            bucket(labels, bound(latencies.boundaries().get(i)), below);
        }
        below += latencies.bins().getLast();
        bucket(labels, "+Inf", below);
        line("_count", labels, Long.toString(below));
        return line("_sum", labels, seconds(nanos));
    }

    private void bucket(Labels labels, String bound, long count) {
        line("_bucket", labels.and("le", bound), Long.toString(count));
    }

    private static String bound(long nanos) {
        var text = BigDecimal.valueOf(nanos, NANO_DIGITS).stripTrailingZeros().toPlainString();
        return text.contains(".") ? text : text + ".0";
    }

    private static String seconds(long nanos) {
        return BigDecimal.valueOf(nanos, NANO_DIGITS).toPlainString();
    }

    private Family line(String suffix, Labels labels, String value) {
        out.append(name).append(suffix);
        if (!labels.text().isEmpty()) {
            out.append('{').append(labels.text()).append('}');
        }
        out.append(' ').append(value).append('\n');
        return this;
    }
}
