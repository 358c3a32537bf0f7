package org.blockyard.io.tool.internal;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Figures as the result lines show them; scripts read them. */
final class Figures {
    private static final String[] UNITS = {"EiB", "PiB", "TiB", "GiB", "MiB", "KiB"};

    private Figures() {}

    /**
     * A size with up to three decimals, trailing zeroes left out: {@code 64 KiB}, {@code 1.062
     * MiB}, {@code 32 bytes}.
     */
    static String size(double bytes) {
        for (int i = 0; i < UNITS.length; i++) {
            double unit = Math.pow(1024, UNITS.length - i);
            if (bytes >= unit) {
                var number = decimals(bytes / unit);
                return (number.endsWith(".000") ? number.substring(0, number.length() - 4) : number)
                        + " "
                        + UNITS[i];
            }
        }
        var number = decimals(bytes);
        return (number.endsWith(".000") ? number.substring(0, number.length() - 4) : number)
                + " bytes";
    }

    /** Three decimals; a tie goes to the even digit, as C's printf has it. */
    private static String decimals(double value) {
        return new BigDecimal(value).setScale(3, RoundingMode.HALF_EVEN).toPlainString();
    }

    /** The lines that follow a transfer. */
    static String report(
            String verb,
            long offset,
            long done,
            long asked,
            int operations,
            long nanos,
            boolean machine) {
        double seconds = nanos / 1e9;
        double rate = done / Math.max(seconds, 1e-9);
        double perSecond = operations / Math.max(seconds, 1e-9);
        if (machine) {
            return String.format(
                    Locale.ROOT,
                    "%d,%d,%s,%.3f,%.3f%n",
                    done,
                    operations,
                    clock(nanos),
                    rate,
                    perSecond);
        }
        return String.format(
                Locale.ROOT,
                "%s %d/%d bytes at offset %d%n%s, %d ops; %s (%s/sec and %.4f ops/sec)%n",
                verb,
                done,
                asked,
                offset,
                size(done),
                operations,
                seconds(nanos),
                rate(rate),
                perSecond);
    }

    /** A rate always has its three decimals. */
    private static String rate(double perSecond) {
        for (int i = 0; i < UNITS.length; i++) {
            double unit = Math.pow(1024, UNITS.length - i);
            if (perSecond >= unit) {
                return String.format(Locale.ROOT, "%.3f %s", perSecond / unit, UNITS[i]);
            }
        }
        return String.format(Locale.ROOT, "%.3f bytes", perSecond);
    }

    private static String seconds(long nanos) {
        long hundredths = nanos / 10_000_000;
        if (hundredths >= 6000) {
            return clock(nanos);
        }
        return String.format(Locale.ROOT, "%02d.%02d sec", hundredths / 100, hundredths % 100);
    }

    private static String clock(long nanos) {
        long hundredths = nanos / 10_000_000;
        long s = hundredths / 100;
        return String.format(
                Locale.ROOT, "%d:%02d:%02d.%02d", s / 3600, s / 60 % 60, s % 60, hundredths % 100);
    }
}
