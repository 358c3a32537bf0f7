package org.blockyard.kernel.internal.path;

import java.util.concurrent.atomic.AtomicLong;
import org.blockyard.graph.NodeStatistics;

/**
 * Counts what is done through a node. Requests answered at once are too quick to be timed each:
 * every 32nd is, and stands for all.
 */
public final class PathCounters {
    /** Every so many quick requests one is timed. A power of two. */
    static final int SAMPLE = 32;

    final Kind reads = new Kind();
    final Kind writes = new Kind();
    final Kind zeroes = new Kind();
    final Kind discards = new Kind();
    final Kind flushes = new Kind();
    private final AtomicLong highest = new AtomicLong();
    private volatile long last;

    /** Counters at zero. */
    public PathCounters() {}

    /** Counters of one kind of request. */
    final class Kind {
        private final AtomicLong done = new AtomicLong();
        private final AtomicLong failed = new AtomicLong();
        private final AtomicLong bytes = new AtomicLong();
        private final AtomicLong nanos = new AtomicLong();

        /** The time to measure from if the next quick request is to be timed, else 0. */
        long sample() {
            return (done.getPlain() & (SAMPLE - 1)) == 0 ? System.nanoTime() : 0;
        }

        /** A request was answered at once. */
        void quick(long length, long started) {
            done.getAndIncrement();
            bytes.getAndAdd(length);
            if (started != 0) {
                long now = System.nanoTime();
                nanos.getAndAdd((now - started) * SAMPLE);
                last = now;
            }
        }

        /** A request ended. */
        void ended(boolean well, long length, long started) {
            long now = System.nanoTime();
            last = now;
            nanos.getAndAdd(now - started);
            if (well) {
                done.getAndIncrement();
                bytes.getAndAdd(length);
            } else {
                failed.getAndIncrement();
            }
        }

        private NodeStatistics.Counter snapshot() {
            return new NodeStatistics.Counter(done.get(), failed.get(), bytes.get(), nanos.get());
        }
    }

    /** A client's request came now. */
    void touch() {
        last = System.nanoTime();
    }

    /** Bytes up to {@code end} were written. */
    void wroteTo(long end) {
        if (highest.getPlain() < end) {
            highest.accumulateAndGet(end, Math::max);
        }
    }

    /** What was counted so far. */
    public NodeStatistics snapshot(int inFlight) {
        long idle = last == 0 ? -1 : Math.max(0, System.nanoTime() - last);
        return new NodeStatistics(
                reads.snapshot(),
                writes.snapshot(),
                zeroes.snapshot(),
                discards.snapshot(),
                flushes.snapshot(),
                highest.get(),
                inFlight,
                idle);
    }
}
