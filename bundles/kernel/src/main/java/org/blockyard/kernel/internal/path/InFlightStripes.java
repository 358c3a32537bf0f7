package org.blockyard.kernel.internal.path;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counts requests in flight, each thread in a stripe of its own or nearly so: lanes that count in
 * one place slow each other down by as much as the rest of a node costs. Entering is one atomic
 * addition, leaving another, and the first tells whether the stripe is closed.
 *
 * <p>A request leaves on the thread on which it entered. Once {@link #close} has returned, {@link
 * #sum} is never less than the number of requests that entered before and are still inside: each of
 * them had added itself to a stripe before that was closed, and no other stripe ever counts it.
 * What enters later finds its stripe closed, and takes itself out of the same stripe again.
 */
final class InFlightStripes {
    /** The sign bit says that entering needs a second look; the rest is the count in flight. */
    private static final long CLOSED = Long.MIN_VALUE;

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    private static final int STRIPES = 16;

    /** A pair of cache lines for each, since processors fetch them in pairs. */
    private static final int SPACING = 16;

    /** What is before the first stripe is unused, so that it has its lines for itself too. */
    private final long[] cells = new long[(STRIPES + 1) * SPACING];

    private static int stripe() {
        return (((int) Thread.currentThread().threadId() & (STRIPES - 1)) + 1) * SPACING;
    }

    /** Adds a request of this thread; whether its stripe was open. */
    boolean enter() {
        return (long) CELL.getAndAdd(cells, stripe(), 1L) >= 0;
    }

    /** Takes a request of this thread out; whether its stripe was open. */
    boolean leave() {
        return (long) CELL.getAndAdd(cells, stripe(), -1L) >= 0;
    }

    /** Closes all stripes. */
    void close() {
        for (int i = 1; i <= STRIPES; i++) {
            CELL.getAndBitwiseOr(cells, i * SPACING, CLOSED);
        }
    }

    /** Opens all stripes. */
    void open() {
        for (int i = 1; i <= STRIPES; i++) {
            CELL.getAndBitwiseAnd(cells, i * SPACING, ~CLOSED);
        }
    }

    /** Requests inside, exact only while nothing enters or leaves. */
    long sum() {
        long sum = 0;
        for (int i = 1; i <= STRIPES; i++) {
            sum += (long) CELL.getVolatile(cells, i * SPACING) & ~CLOSED;
        }
        return sum;
    }
}
