package org.blockyard.itest.bench.verify;

/**
 * How long requests took, each within 3 % of the truth, and the longest exactly. Written by one
 * thread.
 */
public final class Latencies {
    private static final int STEPS = 32;
    private static final int STEP_BITS = 5;

    private final int[] counts = new int[64 * STEPS];
    private long total;
    private long longest;

    /** Adds one. */
    public void add(long nanos) {
        counts[index(nanos)]++;
        total++;
        longest = Math.max(longest, nanos);
    }

    /** Adds all of another. */
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

    /** The longest, in milliseconds. */
    public double longestMillis() {
        return longest / 1e6;
    }

    /** The latency in milliseconds that such a share of all requests did not exceed. */
    public double millis(double share) {
        long wanted = (long) Math.ceil(total * share);
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return Math.min(upper(i), longest) / 1e6;
            }
        }
        return 0;
    }

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
