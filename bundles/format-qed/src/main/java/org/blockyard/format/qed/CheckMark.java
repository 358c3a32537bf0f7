package org.blockyard.format.qed;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The mark in the header that the image needs a check: it does if the process ends while tables
 * change. Any thread.
 */
final class CheckMark {
    /** How long nothing must have changed before the mark is taken away. */
    static final Duration IDLE = Duration.ofSeconds(5);

    /** Makes the file such that it needs no check. */
    @FunctionalInterface
    interface Settling {
        void settle() throws IOException;
    }

    private final HeaderStore store;
    private final ReentrantLock lock = new ReentrantLock();
    private Runnable whenFirstSet = () -> {};
    private boolean everSet;
    private volatile boolean set;
    private volatile long lastChange;

    /** The mark in a header. */
    CheckMark(HeaderStore store) {
        this.store = store;
    }

    /** What to do once it is set for the first time; said before anything changes. */
    void whenFirstSet(Runnable task) {
        whenFirstSet = task;
    }

    /** Whether this instance has set it, so that tables may change. */
    boolean isSet() {
        return set;
    }

    /** Says that tables change now. */
    void touch() {
        lastChange = System.nanoTime();
    }

    /** Sets it, if it is not; durable when it returns. */
    void set() throws IOException {
        lock.lock();
        try {
            if (set) {
                return;
            }
            touch();
            store.update(header -> header.withFeature(QedHeader.NEED_CHECK, true));
            set = true;
            if (!everSet) {
                everSet = true;
                whenFirstSet.run();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes it away; durable when it returns. All that has changed is on stable storage. */
    void clear() throws IOException {
        lock.lock();
        try {
            // who changes tables from here on waits for the lock, to set it again
            set = false;
            store.update(header -> header.withFeature(QedHeader.NEED_CHECK, false));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes it away if tables have not changed for a while. What changes meanwhile in memory sets
     * it again before it is written.
     */
    void expire(Settling image, long now) throws IOException {
        if (isIdle(now)) {
            image.settle();
            lock.lock();
            try {
                if (isIdle(now)) {
                    clear();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean isIdle(long now) {
        return set && now - lastChange >= IDLE.toNanos();
    }
}
