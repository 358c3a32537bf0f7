package org.blockyard.kernel.internal.path;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.blockyard.graph.NodeStatistics;
import org.blockyard.io.BlockException;
import org.jspecify.annotations.Nullable;

/** Counts one kind of request, each of them timed. Thread-safe. */
public sealed class RequestCounters permits SampledCounters {
    private final LongAdder done = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong invalid = new AtomicLong();
    private final LatencyBins usual = LatencyBins.usual();
    private volatile @Nullable LatencyBins chosen;
    private volatile long last;

    /** A request of that length succeeded that began then ({@link System#nanoTime}). */
    final void done(long length, long began) {
        long now = System.nanoTime();
        add(1, length, now - began);
        last = now;
    }

    /** A request failed, for a reason that is returned. */
    final BlockException failed(BlockException why) {
        switch (why.kind()) {
            case OUT_OF_RANGE, READ_ONLY -> invalid.getAndIncrement();
            default -> failed.getAndIncrement();
        }
        return why;
    }

    /** So many requests of so many bytes in all succeeded, and took that long each. */
    final void add(long requests, long length, long time) {
        done.add(requests);
        bytes.add(length);
        nanos.add(time * requests);
        usual.add(time, requests);
        var more = chosen;
        if (more != null) {
            more.add(time, requests);
        }
    }

    /** The last request that is known to have ended did so at that time. */
    final void lastAt(long time) {
        last = time;
    }

    /** When the last request ended that is known ({@link System#nanoTime}), or 0. */
    final long last() {
        return last;
    }

    /** Counts by these boundaries too from now on, or no more if there are none. */
    public void choose(List<Long> boundaries) {
        chosen = boundaries.isEmpty() ? null : LatencyBins.between(boundaries);
    }

    /** What was counted so far. */
    NodeStatistics.Counter snapshot() {
        return new NodeStatistics.Counter(
                done.sum(),
                failed.get(),
                bytes.sum(),
                nanos.sum(),
                invalid.get(),
                usual.snapshot(),
                Optional.ofNullable(chosen).map(LatencyBins::snapshot));
    }
}
