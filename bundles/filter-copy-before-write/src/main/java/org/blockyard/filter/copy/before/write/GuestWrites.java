package org.blockyard.filter.copy.before.write;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.driver.DriverScope;
import org.blockyard.io.BlockException;
import org.jspecify.annotations.Nullable;

/** What must be done before a range is overwritten. */
final class GuestWrites {
    private final Blocks blocks;
    private final Steps steps;
    private final OnCopyError onError;
    private final long timeoutNanos;
    private final DriverScope scope;
    private volatile @Nullable BlockException broken;

    GuestWrites(Blocks blocks, Steps steps, CopyBeforeWriteOptions options, DriverScope scope) {
        this.blocks = blocks;
        this.steps = steps;
        this.onError = options.onCbwError();
        this.timeoutNanos = TimeUnit.SECONDS.toNanos(options.cbwTimeout());
        this.scope = scope;
    }

    /** Why the moment is lost, if it is. */
    Optional<BlockException> broken() {
        return Optional.ofNullable(broken);
    }

    /** Says that the moment is lost. */
    void broken(BlockException why) {
        broken = why;
    }

    /** Whether a range may be overwritten without waiting for anything. */
    boolean free(long offset, long count) {
        return blocks.free(offset, count);
    }

    /** Returns when a range may be overwritten. */
    void before(long offset, long count) throws IOException {
        if (blocks.free(offset, count)) {
            return;
        }
        if (broken == null) {
            try {
                copy(offset, count);
            } catch (BlockException e) {
                if (onError == OnCopyError.BREAK_GUEST_WRITE) {
                    throw e;
                }
                broken = e;
            }
        }
        blocks.awaitReaders(offset, count);
    }

    private void copy(long offset, long count) throws BlockException {
        if (timeoutNanos == 0) {
            steps.copyAll(offset, count, Long.MAX_VALUE);
            return;
        }
        long deadline = System.nanoTime() + timeoutNanos;
        var copy = new TimedCopy();
        scope.run("copy before write", () -> copy.run(offset, count, deadline));
        copy.await(deadline);
    }

    /** Copying that goes on by itself when nobody waits for it any more. */
    private final class TimedCopy {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition done = lock.newCondition();
        private boolean over;
        private @Nullable BlockException failure;

        void run(long offset, long count, long deadline) {
            BlockException why = null;
            try {
                steps.copyAll(offset, count, deadline);
            } catch (BlockException e) {
                why = e;
            }
            lock.lock();
            try {
                over = true;
                failure = why;
                done.signalAll();
            } finally {
                lock.unlock();
            }
        }

        void await(long deadline) throws BlockException {
            lock.lock();
            try {
                while (!over) {
                    long left = deadline - System.nanoTime();
                    if (left <= 0) {
                        throw Blocks.late();
                    }
                    done.awaitNanos(left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Blocks.late();
            } finally {
                lock.unlock();
            }
            if (failure != null) {
                throw failure;
            }
        }
    }
}
