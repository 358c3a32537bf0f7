package org.blockyard.job.mirror;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Ranges of a disk that are being worked on, so that no two that overlap are at the same time. */
final class ByteRanges {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private final List<Kept> kept = new ArrayList<>();

    /** A range that is kept until it is closed. */
    final class Kept implements AutoCloseable {
        private final long start;
        private final long end;

        private Kept(long start, long end) {
            this.start = start;
            this.end = end;
        }

        private boolean overlaps(Kept other) {
            return start < other.end && other.start < end;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                kept.remove(this);
                freed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Keeps a range, waiting for those that overlap it. */
    Kept keep(long offset, long length) {
        var range = new Kept(offset, offset + length);
        lock.lock();
        try {
            while (kept.stream().anyMatch(range::overlaps)) {
                freed.awaitUninterruptibly();
            }
            kept.add(range);
            return range;
        } finally {
            lock.unlock();
        }
    }
}
