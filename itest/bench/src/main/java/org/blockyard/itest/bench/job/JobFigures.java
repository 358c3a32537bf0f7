package org.blockyard.itest.bench.job;

import java.util.Locale;

/**
 * What one copy took.
 *
 * @param mebibytes how much was copied
 * @param seconds how long it took
 * @param cpuSeconds CPU time of the server meanwhile
 * @param guestRate requests that clients had answered in a second meanwhile; 0 without clients
 * @param guestMillis the latency below which 99 percent of them stayed
 */
record JobFigures(
        long mebibytes, double seconds, double cpuSeconds, double guestRate, double guestMillis) {
    /** How much was copied in a second. */
    double rate() {
        return mebibytes / seconds;
    }

    /** CPU time for a gibibyte. */
    double cpuEach() {
        return cpuSeconds * 1024 / mebibytes;
    }

    /** A figure that there is nothing to compare with. */
    static String alone(double one) {
        return String.format(Locale.ROOT, "%.4g / -", one);
    }

    /** Two figures and how many times the first the second is. */
    static String pair(double one, double other) {
        return String.format(Locale.ROOT, "%.4g / %.4g = %.2f", one, other, one / other);
    }
}
