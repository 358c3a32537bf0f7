package org.blockyard.itest.bench.job;

import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.blockyard.itest.bench.load.Outcome;

/**
 * What one copy took.
 *
 * @param mebibytes how much was copied
 * @param seconds how long it took
 * @param durableSeconds how long until all of it was on stable storage: the target was closed
 * @param cpuSeconds CPU time of the server meanwhile
 * @param guestRate requests that clients had answered in a second meanwhile; 0 without clients
 * @param guestMillis the latency below which 99 percent of them stayed
 * @param guestLongestMillis the longest
 */
record JobFigures(
        long mebibytes,
        double seconds,
        double durableSeconds,
        double cpuSeconds,
        double guestRate,
        double guestMillis,
        double guestLongestMillis) {
    /** A copy without clients. */
    JobFigures(long mebibytes, double seconds, double durableSeconds, double cpuSeconds) {
        this(mebibytes, seconds, durableSeconds, cpuSeconds, 0, 0, 0);
    }

    /** The same beside what clients got. */
    JobFigures with(Outcome guests) {
        var latencies = guests.latencies();
        return new JobFigures(
                mebibytes,
                seconds,
                durableSeconds,
                cpuSeconds,
                guests.rate(),
                latencies.millis(0.99),
                latencies.longestMillis());
    }

    /** How much was copied in a second. */
    double rate() {
        return mebibytes / seconds;
    }

    /** How much of it was on stable storage in a second. */
    double durableRate() {
        return mebibytes / durableSeconds;
    }

    /** CPU time for a gibibyte. */
    double cpuEach() {
        return cpuSeconds * 1024 / mebibytes;
    }

    /** A figure of two copies and how many times the first the second is; nothing if it is 0. */
    static String pair(
            ToDoubleFunction<JobFigures> figure, JobFigures copy, Optional<JobFigures> peer) {
        double one = figure.applyAsDouble(copy);
        if (one == 0) {
            return "";
        }
        if (peer.isEmpty()) {
            return String.format(Locale.ROOT, "%.4g / -", one);
        }
        double other = figure.applyAsDouble(peer.get());
        return String.format(Locale.ROOT, "%.4g / %.4g = %.2f", one, other, one / other);
    }
}
