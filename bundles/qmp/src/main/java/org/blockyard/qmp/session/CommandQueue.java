package org.blockyard.qmp.session;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.qmp.wire.JsonStream.Parsed;

/**
 * What a client sent and was not yet answered: at most {@value #BOUND}, after which no more is read
 * from it.
 */
final class CommandQueue {
    static final int BOUND = 8;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Parsed> waiting = new ArrayDeque<>();
    private boolean finished;

    /** Waits for room and adds it; drops it if no one will answer any more. */
    void put(Parsed parsed) {
        lock.lock();
        try {
            while (waiting.size() >= BOUND && !finished) {
                changed.awaitUninterruptibly();
            }
            if (!finished) {
                waiting.add(parsed);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the next; empty when finished and all were taken. */
    Optional<Parsed> take() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !finished) {
                changed.awaitUninterruptibly();
            }
            var next = Optional.ofNullable(waiting.poll());
            changed.signalAll();
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Says that no more will be added; what is there will still be taken. */
    void finish() {
        lock.lock();
        try {
            finished = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
