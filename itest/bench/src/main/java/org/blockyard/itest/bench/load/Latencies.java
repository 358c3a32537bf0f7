package org.blockyard.itest.bench.load;

/**
 * How long requests took, each within 3 % of the truth, and the longest exactly: counts in buckets,
 * of which each power of two has 32, so that nothing is allocated for a request. Written by one
 * thread.
 */
public final class Latencies {
    private static final int STEP_BITS = 5;
    private static final int STEPS = 1 << STEP_BITS;

    private final long[] counts = new long[64 * STEPS];
    private long total;
    private long longest;

    /** Counts a request. */
    public void add(long nanos) {
        counts[index(nanos)]++;
        total++;
        longest = Math.max(longest, nanos);
    }

    /** Counts all that another one has counted. */
    public void add(Latencies other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        total += other.total;
        longest = Math.max(longest, other.longest);
    }

    /** How many there are. */
    public long total() {
        return total;
    }

    /** The longest, in milliseconds; 0 if there is none. */
    public double longestMillis() {
        return longest / 1e6;
    }

    /** The latency in milliseconds that such a share of all requests did not exceed. */
    public double millis(double share) {
        return nanos(share) / 1e6;
    }

    /** The same in microseconds. */
    public double micros(double share) {
        return nanos(share) / 1e3;
    }

    private double nanos(double share) {
        long wanted = (long) Math.ceil(total * share);
        long seen = 0;
        for (int i = 0; i < counts.length && total > 0; i++) {
            seen += counts[i];
            if (seen >= wanted && counts[i] > 0) {
                return Math.min(upper(i), longest);
            }
        }
        return 0;
    }

    /** What is shorter than 32 ns is counted as 32: no request is that quick. */
    private static int index(long nanos) {
        long value = Math.max(nanos, STEPS);
        int shift = 63 - Long.numberOfLeadingZeros(value) - STEP_BITS;
        return shift * STEPS + (int) (value >>> shift);
    }

    private static double upper(int index) {
        int shift = Math.max(0, index / STEPS - 1);
        return (double) (index - shift * STEPS + 1L) * (1L << shift);
    }
}
