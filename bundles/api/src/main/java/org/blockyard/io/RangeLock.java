package org.blockyard.io;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps requests on the same place apart, for devices whose one request is several of their
 * child's: reading and writing back must not lose what was written between. Shared holds of a range
 * keep only exclusive ones out. Threads may hold one range at a time. Thread-safe.
 *
 * @since 1.1
 */
public final class RangeLock {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();
    private final List<Held> held = new ArrayList<>();

    /** Nothing is held. */
    public RangeLock() {}

    /**
     * A range that is held until it is closed.
     *
     * @since 1.1
     */
    public final class Held implements AutoCloseable {
        private final long start;
        private final long end;
        private final boolean exclusive;

        private Held(long start, long length, boolean exclusive) {
            this.start = start;
            this.end = start + length;
            this.exclusive = exclusive;
        }

        private boolean excludes(Held other) {
            return (exclusive || other.exclusive) && start < other.end && other.start < end;
        }

        /** Lets the range go. Idempotent. */
        @Override
        public void close() {
            lock.lock();
            try {
                if (held.remove(this)) {
                    released.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Waits until nobody holds any of a range, and holds it. */
    public Held exclusive(long start, long length) {
        return enter(new Held(start, length, true));
    }

    /** Waits until nobody holds any of a range exclusively, and holds it. */
    public Held shared(long start, long length) {
        return enter(new Held(start, length, false));
    }

    /** As {@link #shared} if that needs no waiting; otherwise nothing. */
    public Optional<Held> tryShared(long start, long length) {
        return tryEnter(new Held(start, length, false));
    }

    /** As {@link #exclusive} if that needs no waiting; otherwise nothing. */
    public Optional<Held> tryExclusive(long start, long length) {
        return tryEnter(new Held(start, length, true));
    }

    private Optional<Held> tryEnter(Held range) {
        if (!lock.tryLock()) {
            return Optional.empty();
        }
        try {
            if (isKept(range)) {
                return Optional.empty();
            }
            held.add(range);
            return Optional.of(range);
        } finally {
            lock.unlock();
        }
    }

    private Held enter(Held range) {
        lock.lock();
        try {
            while (isKept(range)) {
                released.awaitUninterruptibly();
            }
            held.add(range);
            return range;
        } finally {
            lock.unlock();
        }
    }

    private boolean isKept(Held range) {
        for (var other : held) {
            if (other.excludes(range)) {
                return true;
            }
        }
        return false;
    }
}
