package org.blockyard.protocol.file;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.posix.HostFile;
import org.blockyard.posix.PosixException;

/**
 * Has the system write to the disk what was copied to a file while more is copied, on a thread of
 * its own, so that the flush at the end of a long copy finds little left to do. It promises
 * nothing: what is on stable storage is for a flush to say.
 */
final class WriteBehind implements AutoCloseable {
    /** How much is written at once: short copies are left to their flush. */
    static final long SPAN = 8L << 20;

    private final HostFile file;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private long from = Long.MAX_VALUE;
    private long to;
    private long copied;
    private boolean working;
    private boolean over;

    WriteBehind(HostFile file) {
        this.file = file;
    }

    /** Takes note of bytes that were copied to a place. */
    void copied(long offset, long length) {
        lock.lock();
        try {
            from = Math.min(from, offset);
            to = Math.max(to, offset + length);
            copied += length;
            if (due() && !working) {
                working = start();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean due() {
        return copied >= SPAN && !over;
    }

    private boolean start() {
        try {
            Thread.ofPlatform().daemon().name("write behind").start(this::work);
            return true;
        } catch (OutOfMemoryError none) {
            return false; // the system gives no thread, and a flush does it too
        }
    }

    private void work() {
        lock.lock();
        try {
            while (due()) {
                write();
            }
        } finally {
            working = false;
            ended.signalAll();
            lock.unlock();
        }
    }

    private void write() {
        long offset = from;
        long length = to - from;
        from = Long.MAX_VALUE;
        to = 0;
        copied = 0;
        lock.unlock();
        boolean failed = false;
        try {
            file.beginSync(offset, length);
        } catch (PosixException refusal) {
            failed = true; // a flush tells why, if that fails too
        } finally {
            lock.lock();
        }
        over |= failed;
    }

    /** Returns when the file is not used any more. */
    @Override
    public void close() {
        lock.lock();
        try {
            over = true;
            while (working) {
                ended.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }
}
