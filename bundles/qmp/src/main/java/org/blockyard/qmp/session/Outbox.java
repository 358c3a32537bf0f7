package org.blockyard.qmp.session;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.qmp.chardev.Connection;

/**
 * What a client has yet to read. Adding never waits for the client. Memory is bounded: events
 * beyond the bound are refused, and whoever makes replies is to wait for room first.
 */
final class Outbox {
    /** Events are refused when so many bytes wait. */
    static final int EVENT_BOUND = 1 << 20;

    /** No further command is run while so many bytes wait. */
    static final int REPLY_BOUND = 1 << 16;

    private final Connection connection;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    private long bytes;
    private boolean closed;

    Outbox(Connection connection) {
        this.connection = connection;
    }

    /** Adds a reply. */
    void reply(byte[] line) {
        lock.lock();
        try {
            add(line);
        } finally {
            lock.unlock();
        }
    }

    /** Adds an event, or says no because too much waits already. */
    boolean event(byte[] line) {
        lock.lock();
        try {
            if (bytes + line.length > EVENT_BOUND) {
                return false;
            }
            add(line);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until another reply may be made; false if none will be read any more. */
    boolean awaitRoom() {
        lock.lock();
        try {
            while (bytes > REPLY_BOUND && !closed) {
                changed.awaitUninterruptibly();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until everything was written, or so long, or it was closed. */
    void awaitEmpty(Duration most) {
        long nanos = most.toNanos();
        lock.lock();
        try {
            while (bytes > 0 && !closed && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Writes to the client what is added, until closed or the client is gone. */
    void writeAll() {
        try {
            for (byte[] line = take(); line.length > 0; line = take()) {
                connection.write(line);
                written(line);
            }
        } catch (IOException e) {
            // the reader notices that the client is gone
        } finally {
            close();
        }
    }

    /** Forgets what waits; nothing will be written any more. Idempotent. */
    void close() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            bytes = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void add(byte[] line) {
        if (!closed) {
            waiting.add(line);
            bytes += line.length;
            changed.signalAll();
        }
    }

    private byte[] take() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            return closed ? new byte[0] : waiting.remove();
        } finally {
            lock.unlock();
        }
    }

    private void written(byte[] line) {
        lock.lock();
        try {
            bytes = Math.max(0, bytes - line.length);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
