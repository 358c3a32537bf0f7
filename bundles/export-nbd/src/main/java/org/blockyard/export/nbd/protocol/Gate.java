package org.blockyard.export.nbd.protocol;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds what one client may have in flight: so many requests, and so many bytes of memory unless
 * it is a single request.
 */
final class Gate {
    private final int mostRequests;
    private final long mostBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private int requests;
    private long bytes;

    Gate(int mostRequests, long mostBytes) {
        this.mostRequests = mostRequests;
        this.mostBytes = mostBytes;
    }

    /** Waits for room and takes it. */
    void enter(long size) {
        lock.lock();
        try {
            while (requests >= mostRequests || (requests > 0 && bytes + size > mostBytes)) {
                left.awaitUninterruptibly();
            }
            requests++;
            bytes += size;
        } finally {
            lock.unlock();
        }
    }

    /** Gives room back. */
    void leave(long size) {
        lock.lock();
        try {
            requests--;
            bytes -= size;
            left.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing is in flight. */
    void awaitEmpty() {
        lock.lock();
        try {
            while (requests > 0) {
                left.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }
}
