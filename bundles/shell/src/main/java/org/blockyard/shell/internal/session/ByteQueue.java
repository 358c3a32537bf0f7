package org.blockyard.shell.internal.session;

import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Bytes from one thread to another. The writer waits while much is unread. */
final class ByteQueue extends InputStream {
    private static final int CAPACITY = 64 << 10;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final byte[] ring = new byte[CAPACITY];
    private int head;
    private int count;
    private boolean ended;

    /** Adds bytes, waiting for room. */
    void put(byte[] bytes) throws InterruptedIOException {
        lock.lock();
        try {
            for (byte b : bytes) {
                while (count == CAPACITY && !ended) {
                    await();
                }
                if (ended) {
                    return;
                }
                ring[(head + count++) % CAPACITY] = b;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Says that no more will come, or that no more is wanted. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether no more will come. */
    boolean isEnded() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    private void await() throws InterruptedIOException {
        try {
            changed.signalAll();
            changed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    @Override
    public int read() throws InterruptedIOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws InterruptedIOException {
        if (length == 0) {
            return 0;
        }
        lock.lock();
        try {
            while (count == 0) {
                if (ended) {
                    return -1;
                }
                await();
            }
            int taken = Math.min(length, count);
            for (int i = 0; i < taken; i++) {
                target[offset + i] = ring[(head + i) % CAPACITY];
            }
            head = (head + taken) % CAPACITY;
            count -= taken;
            changed.signalAll();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int available() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        end();
    }
}
