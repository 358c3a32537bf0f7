package org.blockyard.kernel.internal.path;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps apart what may not overlap on one node: a read-modify-write cycle, or copying up, waits for
 * every write in its blocks, and the other way round; a write waits while the bytes are lent as
 * mapped memory. Plain writes go side by side.
 */
final class SerialisedRanges {
    /** Why a range is kept. */
    enum Use {
        /** A write of whole blocks. */
        WRITE,
        /** A write of bytes that it read itself: around parts of blocks, or from below. */
        MODIFY,
        /** Memory lent to be sent. */
        LEASE;

        private boolean goesWith(Use other) {
            return this == other && this != MODIFY;
        }
    }

    /** A range kept; given back by {@link #exit}. */
    static final class Range {
        private final long start;
        private long end;
        private final Use use;

        private Range(long start, long end, Use use) {
            this.start = start;
            this.end = end;
            this.use = use;
        }

        private boolean clashes(Range other) {
            return start < other.end && other.start < end && !use.goesWith(other.use);
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private final List<Range> kept = new ArrayList<>();
    private volatile int askers;

    /** Whether memory is lent or ranges are copied up; then all writes must keep their ranges. */
    boolean asked() {
        return askers != 0;
    }

    /**
     * Has all writes keep their ranges until {@link #unwatch}; those that are in flight do not, so
     * there must be none.
     */
    void watch() {
        change(1);
    }

    /** Takes one {@link #watch} back. */
    void unwatch() {
        change(-1);
    }

    private void change(int by) {
        lock.lock();
        try {
            askers += by;
        } finally {
            lock.unlock();
        }
    }

    /** Keeps a range, waiting for those in the way. */
    Range enter(long start, long end, Use use) {
        var range = new Range(start, end, use);
        lock.lock();
        try {
            while (blocked(range)) {
                freed.awaitUninterruptibly();
            }
            keep(range);
            return range;
        } finally {
            lock.unlock();
        }
    }

    /** Keeps a range unless one is in the way. */
    Optional<Range> tryEnter(long start, long end, Use use) {
        var range = new Range(start, end, use);
        lock.lock();
        try {
            if (blocked(range)) {
                return Optional.empty();
            }
            keep(range);
            return Optional.of(range);
        } finally {
            lock.unlock();
        }
    }

    /** Gives the rest of a range back, from {@code end} on. */
    void cut(Range range, long end) {
        lock.lock();
        try {
            range.end = end;
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Gives a range back. */
    void exit(Range range) {
        lock.lock();
        try {
            kept.remove(range);
            if (range.use == Use.LEASE) {
                askers--;
            }
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void keep(Range range) {
        kept.add(range);
        if (range.use == Use.LEASE) {
            askers++;
        }
    }

    private boolean blocked(Range range) {
        for (var other : kept) {
            if (range.clashes(other)) {
                return true;
            }
        }
        return false;
    }
}
