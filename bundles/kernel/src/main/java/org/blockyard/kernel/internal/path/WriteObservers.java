package org.blockyard.kernel.internal.path;

import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** All that look at what is written to a node; where nobody does, a write pays for one look. */
public final class WriteObservers {
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable WriteObserver marks;
    private @Nullable WriteThreshold threshold;
    private volatile @Nullable WriteObserver all;

    WriteObservers() {}

    void written(long offset, long length) {
        var looking = all;
        if (looking != null) {
            looking.written(offset, length);
        }
    }

    /** What records writes from now on, or nothing; with no write in flight if more record now. */
    public void marks(@Nullable WriteObserver next) {
        lock.lock();
        try {
            marks = next;
            join();
        } finally {
            lock.unlock();
        }
    }

    /** The threshold that is waited for. */
    public Optional<WriteThreshold> threshold() {
        lock.lock();
        try {
            return Optional.ofNullable(threshold);
        } finally {
            lock.unlock();
        }
    }

    /** What waits for a write beyond an offset from now on, or nothing. */
    public void threshold(@Nullable WriteThreshold next) {
        lock.lock();
        try {
            threshold = next;
            join();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the waiting for that threshold, unless another is waited for already. */
    public void endOf(WriteThreshold passed) {
        lock.lock();
        try {
            if (threshold == passed) {
                threshold(null);
            }
        } finally {
            lock.unlock();
        }
    }

    private void join() {
        var first = marks;
        var second = threshold;
        if (first == null) {
            all = second;
        } else if (second == null) {
            all = first;
        } else {
            all =
                    (offset, length) -> {
                        first.written(offset, length);
                        second.written(offset, length);
                    };
        }
    }
}
