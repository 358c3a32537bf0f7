package org.blockyard.graph;

import java.util.ArrayList;
import java.util.List;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * How many requests took how long.
 *
 * @param boundaries ascending times in nanoseconds
 * @param bins how many requests took that long: below the first boundary, from each boundary to
 *     below the next, from the last on; one more than there are boundaries
 * @since 1.1
 */
public record LatencyHistogram(List<Long> boundaries, List<Long> bins) {
    /** The most boundaries that may be asked for. */
    public static final int MOST_BOUNDARIES = 1024;

    /** A histogram without boundaries, of nothing. */
    public static final LatencyHistogram EMPTY = new LatencyHistogram(List.of(), List.of(0L));

    /** A histogram that nobody can change. */
    public LatencyHistogram {
        boundaries = List.copyOf(boundaries);
        bins = List.copyOf(bins);
        if (bins.size() != boundaries.size() + 1) {
            throw new IllegalArgumentException("bins must be one more than boundaries");
        }
    }

    /**
     * Checks boundaries that a user gave.
     *
     * @throws BlockException of kind {@code INVALID_OPTION} if they do not ascend from above 0, or
     *     are more than {@link #MOST_BOUNDARIES}
     */
    public static void check(List<Long> boundaries) throws BlockException {
        if (boundaries.size() > MOST_BOUNDARIES) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "a histogram can't have more than " + MOST_BOUNDARIES + " boundaries");
        }
        long before = 0;
        for (long boundary : boundaries) {
            if (boundary <= before) {
                throw new BlockException(
                        ErrorKind.INVALID_OPTION,
                        "the boundaries of a histogram must ascend from above 0");
            }
            before = boundary;
        }
    }

    /** How many requests are in it. */
    public long total() {
        return bins.stream().mapToLong(Long::longValue).sum();
    }

    /**
     * The time in nanoseconds below which a share of the requests stayed, such as 0.99; taken as
     * evenly spread between boundaries, and as the last boundary where it lies beyond that. 0 if
     * nothing is in it.
     */
    public long quantile(double share) {
        double rank = share * total();
        long below = 0;
        for (int i = 0; i < boundaries.size(); i++) {
            long here = bins.get(i);
            if (here > 0 && below + here >= rank) {
                long from = i == 0 ? 0 : boundaries.get(i - 1);
                return from + (long) ((boundaries.get(i) - from) * (rank - below) / here);
            }
            below += here;
        }
        return below == total() || boundaries.isEmpty() ? 0 : boundaries.getLast();
    }

    /** What came to it since an earlier look at the same histogram. */
    public LatencyHistogram since(LatencyHistogram earlier) {
        if (!earlier.boundaries.equals(boundaries)) {
            return this; // it was begun anew
        }
        var more = new ArrayList<Long>(bins.size());
        for (int i = 0; i < bins.size(); i++) {
            more.add(bins.get(i) - earlier.bins.get(i));
        }
        return new LatencyHistogram(boundaries, more);
    }

    /** This and another of the same boundaries together. */
    public LatencyHistogram plus(LatencyHistogram other) {
        if (!other.boundaries.equals(boundaries)) {
            throw new IllegalArgumentException("histograms of different boundaries");
        }
        var sum = new ArrayList<Long>(bins.size());
        for (int i = 0; i < bins.size(); i++) {
            sum.add(bins.get(i) + other.bins.get(i));
        }
        return new LatencyHistogram(boundaries, sum);
    }
}
