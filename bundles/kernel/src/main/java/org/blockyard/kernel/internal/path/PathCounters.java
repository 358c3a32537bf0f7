package org.blockyard.kernel.internal.path;

import java.util.concurrent.atomic.AtomicLong;
import org.blockyard.graph.NodeStatistics;
import org.blockyard.graph.RequestKind;

/** Counts what is done through a node. Thread-safe. */
public final class PathCounters {
    final SampledCounters reads = new SampledCounters();
    final SampledCounters writes = new SampledCounters();
    final RequestCounters zeroes = new RequestCounters();
    final RequestCounters discards = new RequestCounters();
    final RequestCounters flushes = new RequestCounters();
    private final AtomicLong highest = new AtomicLong();
    private volatile Look before = new Look(0, 0, 0);

    /**
     * What was seen when somebody last looked.
     *
     * @param requests how many there had been
     * @param time when that was
     * @param lastUse the best guess at when the last of them ended, or 0 if there was none
     */
    private record Look(long requests, long time, long lastUse) {}

    /** Counters at zero. */
    public PathCounters() {}

    /** The counters of one kind. */
    public RequestCounters of(RequestKind kind) {
        return switch (kind) {
            case READ -> reads;
            case WRITE -> writes;
            case ZEROES -> zeroes;
            case DISCARD -> discards;
            case FLUSH -> flushes;
        };
    }

    /** Bytes up to {@code end} were written. */
    void wroteTo(long end) {
        if (highest.getPlain() < end) {
            highest.accumulateAndGet(end, Math::max);
        }
    }

    /** What was counted so far. */
    public NodeStatistics snapshot(int inFlight) {
        var read = reads.snapshot();
        var written = writes.snapshot();
        var zeroed = zeroes.snapshot();
        var discarded = discards.snapshot();
        var flushed = flushes.snapshot();
        long requests =
                read.done() + written.done() + zeroed.done() + discarded.done() + flushed.done();
        return new NodeStatistics(
                read, written, zeroed, discarded, flushed, highest.get(), inFlight, idle(requests));
    }

    /**
     * Nanoseconds since the last request, or -1. Not every quick one leaves a time; but if there
     * were more since the last look, the last of them came after that.
     */
    private long idle(long requests) {
        long now = System.nanoTime();
        var seen = before;
        long lastUse = seen.lastUse;
        if (requests != seen.requests) {
            lastUse = lastTimed();
            if (seen.requests > 0 && lastUse - seen.time < 0) {
                lastUse = seen.time;
            }
        }
        before = new Look(requests, now, lastUse);
        return requests == 0 ? -1 : Math.max(0, now - lastUse);
    }

    private long lastTimed() {
        long last = 0;
        for (var kind : RequestKind.values()) {
            long time = of(kind).last();
            if (time != 0 && (last == 0 || time - last > 0)) {
                last = time;
            }
        }
        return last;
    }
}
