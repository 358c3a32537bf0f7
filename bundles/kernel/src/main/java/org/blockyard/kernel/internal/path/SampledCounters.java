package org.blockyard.kernel.internal.path;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.blockyard.graph.NodeStatistics;

/**
 * Counts a kind of request that may be answered at once. That takes a microsecond or so, so looking
 * at the clock twice would be felt: one in {@value #SAMPLE} is timed and stands for those before it
 * that nobody stood for. Several threads that count in one place would be felt too: they do it
 * apart, with one atomic addition for a request, until the timed one carries the sums over.
 *
 * <p>Each stripe belongs to the threads whose number ends the same; it has a pair of cache lines
 * for itself.
 */
final class SampledCounters extends RequestCounters {
    /** One in so many is timed. */
    static final int SAMPLE = 32;

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int STRIPE_LONGS = 16;
    private static final int STRIPES = 32;

    /** What is to be carried over: requests in the low bits, above them their bytes. */
    private static final int SUMS = 0;

    private static final int REQUEST_BITS = 16;
    private static final int REQUEST_MASK = (1 << REQUEST_BITS) - 1;

    /** How long the one took that was timed last, or 0. */
    private static final int TIME = 1;

    /** What is before the first stripe is unused, so that it has its lines for itself too. */
    private final long[] cells = new long[(STRIPES + 1) * STRIPE_LONGS];

    private static int stripe() {
        return (((int) Thread.currentThread().threadId() & (STRIPES - 1)) + 1) * STRIPE_LONGS;
    }

    /** The time to measure from if the next request is to be timed, else 0. */
    long sample() {
        int stripe = stripe();
        boolean due =
                (cells[stripe + SUMS] & REQUEST_MASK) >= SAMPLE - 1 || cells[stripe + TIME] == 0;
        return due ? System.nanoTime() | 1 : 0;
    }

    /** A request was answered at once, on the thread that asked for {@link #sample}. */
    void quick(int length, long began) {
        int stripe = stripe();
        long sums = (long) length << REQUEST_BITS | 1;
        if (began == 0) {
            CELL.getAndAdd(cells, stripe + SUMS, sums);
        } else {
            long now = System.nanoTime();
            CELL.setOpaque(cells, stripe + TIME, Math.max(1, now - began));
            lastAt(now);
            CELL.getAndAdd(cells, stripe + SUMS, sums);
            carryOver(stripe);
        }
    }

    private void carryOver(int stripe) {
        long sums = (long) CELL.getAndSet(cells, stripe + SUMS, 0L);
        if (sums != 0) {
            long time = (long) CELL.getOpaque(cells, stripe + TIME);
            add(sums & REQUEST_MASK, sums >>> REQUEST_BITS, time);
        }
    }

    private void carryAllOver() {
        for (int i = 1; i <= STRIPES; i++) {
            if ((long) CELL.getOpaque(cells, i * STRIPE_LONGS + SUMS) != 0) {
                carryOver(i * STRIPE_LONGS);
            }
        }
    }

    @Override
    public void choose(List<Long> boundaries) {
        carryAllOver();
        super.choose(boundaries);
    }

    @Override
    NodeStatistics.Counter snapshot() {
        carryAllOver();
        return super.snapshot();
    }
}
