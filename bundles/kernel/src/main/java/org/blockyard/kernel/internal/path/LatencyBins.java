package org.blockyard.kernel.internal.path;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import org.blockyard.graph.LatencyHistogram;

/** Counts requests by the time that they took. Each bin only ever grows. Thread-safe. */
final class LatencyBins {
    private final long[] boundaries;
    private final AtomicLongArray bins;

    private LatencyBins(long[] boundaries) {
        this.boundaries = boundaries;
        this.bins = new AtomicLongArray(boundaries.length + 1);
    }

    /** Empty bins between ascending times in nanoseconds. */
    static LatencyBins between(List<Long> boundaries) {
        return new LatencyBins(boundaries.stream().mapToLong(Long::longValue).toArray());
    }

    /** Empty bins for any kind of request: 1, 2, 5, 10... microseconds up to 10 seconds. */
    static LatencyBins usual() {
        return new LatencyBins(Usual.BOUNDARIES);
    }

    private static final class Usual {
        private static final long SHORTEST = 1_000;
        private static final long LONGEST = 10_000_000_000L;
        private static final long[] STEPS = {1, 2, 5};
        private static final long[] BOUNDARIES = boundaries();

        private static long[] boundaries() {
            var found = new long[Long.SIZE];
            int count = 0;
            for (long decade = SHORTEST; decade <= LONGEST; decade *= 10) {
                for (long step : STEPS) {
                    if (decade * step <= LONGEST) {
                        found[count++] = decade * step;
                    }
                }
            }
            return Arrays.copyOf(found, count);
        }
    }

    /** So many requests took that long. */
    void add(long nanos, long requests) {
        int found = Arrays.binarySearch(boundaries, nanos);
        // a time that is a boundary counts above it
        bins.getAndAdd(found >= 0 ? found + 1 : -found - 1, requests);
    }

    /** What was counted so far. */
    LatencyHistogram snapshot() {
        var counts = new Long[bins.length()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = bins.get(i);
        }
        return new LatencyHistogram(
                Arrays.stream(boundaries).boxed().toList(), Arrays.asList(counts));
    }
}
