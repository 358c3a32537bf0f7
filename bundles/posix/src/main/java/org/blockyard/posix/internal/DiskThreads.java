package org.blockyard.posix.internal;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls on platform threads of its own, so that a virtual thread does not hold its carrier
 * while the disk works. Threads are started when all are busy, up to a bound, and end when they had
 * nothing to do for a while; what exceeds the bound waits its turn. Nothing is left to close.
 */
final class DiskThreads implements DiskCalls {
    private final DiskCalls calls;
    private final int most;
    private final long idleNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final ArrayDeque<Task> tasks = new ArrayDeque<>();
    private int threads;
    private int idle;

    private final class Task extends Waiting {
        private final DiskCall call;
        private final long descriptor;
        private final long address;
        private final long length;
        private final long offset;

        Task(DiskCall call, long descriptor, long address, long length, long offset) {
            this.call = call;
            this.descriptor = descriptor;
            this.address = address;
            this.length = length;
            this.offset = offset;
        }

        void run() {
            done(calls.call(call, descriptor, address, length, offset));
        }
    }

    /**
     * A pool without threads yet.
     *
     * @param calls makes the calls, on the threads of the pool
     * @param most how many threads there are at most
     * @param idleNanos how long one waits for something to do before it ends
     */
    DiskThreads(DiskCalls calls, int most, long idleNanos) {
        this.calls = calls;
        this.most = most;
        this.idleNanos = idleNanos;
    }

    @Override
    public long call(DiskCall call, long descriptor, long address, long length, long offset) {
        var task = new Task(call, descriptor, address, length, offset);
        if (!enqueue(task)) {
            return calls.call(call, descriptor, address, length, offset);
        }
        return task.await();
    }

    /** How many threads there are now. */
    int threads() {
        lock.lock();
        try {
            return threads;
        } finally {
            lock.unlock();
        }
    }

    /** How many of them have nothing to do. */
    int idle() {
        lock.lock();
        try {
            return idle;
        } finally {
            lock.unlock();
        }
    }

    /** False if there is no thread to do it and none to be had: the caller must. */
    private boolean enqueue(Task task) {
        lock.lock();
        try {
            if (tasks.size() >= idle && threads < most && !start() && threads == 0) {
                return false;
            }
            tasks.add(task);
            added.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean start() {
        try {
            Thread.ofPlatform().daemon().name("disk").start(this::work);
            threads++;
            return true;
        } catch (OutOfMemoryError none) {
            return false; // the system gives no more threads; those that are there must do
        }
    }

    private void work() {
        for (var task = next(); task != null; task = next()) {
            task.run();
        }
    }

    private @Nullable Task next() {
        lock.lock();
        try {
            long left = idleNanos;
            while (tasks.isEmpty()) {
                if (left <= 0) {
                    threads--;
                    return null;
                }
                idle++;
                try {
                    left = added.awaitNanos(left);
                } catch (InterruptedException nobodyMeansIt) {
                    left = idleNanos;
                } finally {
                    idle--;
                }
            }
            return tasks.poll();
        } finally {
            lock.unlock();
        }
    }
}
