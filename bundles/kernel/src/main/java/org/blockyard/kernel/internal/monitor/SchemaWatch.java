package org.blockyard.kernel.internal.monitor;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.driver.BlockDriver;
import org.blockyard.export.BlockExportType;
import org.blockyard.kernel.internal.contribution.ContributionListener;
import org.blockyard.monitor.CommandSet;
import org.blockyard.monitor.Events;
import org.blockyard.monitor.TransactionActions;
import org.blockyard.object.ObjectType;
import org.blockyard.platform.Contribution;

/**
 * Says that the schema changed, once for changes that come close together (several jars, or one
 * bundle's many entries).
 */
public final class SchemaWatch implements ContributionListener, AutoCloseable {
    private final Events events;
    private final Duration quiet;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stir = lock.newCondition();
    private boolean watching;
    private boolean closed;
    private long changes;

    /**
     * A watch that waits for a quiet time after the last change.
     *
     * @param quiet how long nothing must have changed before it is said
     */
    public SchemaWatch(Events events, Duration quiet) {
        this.events = events;
        this.quiet = quiet;
    }

    @Override
    public void added(Contribution contribution) {
        changed(contribution);
    }

    @Override
    public void removing(Contribution contribution) {
        changed(contribution);
    }

    private void changed(Contribution what) {
        if (!what.is(CommandSet.class)
                && !what.is(BlockDriver.class)
                && !what.is(BlockExportType.class)
                && !what.is(ObjectType.class)
                && !what.is(TransactionActions.class)) {
            return;
        }
        lock.lock();
        try {
            changes++;
            if (!watching && !closed) {
                watching = true;
                Thread.ofVirtual().name("schema watch").start(this::await);
            }
        } finally {
            lock.unlock();
        }
    }

    private void await() {
        lock.lock();
        try {
            for (long seen = changes - 1; seen != changes && !closed; ) {
                seen = changes;
                for (long left = quiet.toNanos(); left > 0 && !closed; ) {
                    left = stir.awaitNanos(left);
                }
            }
            watching = false;
            if (closed) {
                return;
            }
        } catch (InterruptedException e) {
            return;
        } finally {
            lock.unlock();
        }
        events.publish(KernelEvents.SCHEMA_CHANGED, Map.of());
    }

    /** Says nothing any more. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            stir.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
