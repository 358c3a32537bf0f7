package org.blockyard.export.nbd.protocol;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.jspecify.annotations.Nullable;

/**
 * The workspaces of a server. A connection takes one when it has something to do. Where there are
 * many connections it gives it back before it waits for its client, so that there are as many
 * workspaces as there are connections at work, and the one that is still in the processor's cache
 * is used next. Thread-safe.
 */
final class Workspaces implements AutoCloseable {
    /** How many are kept for the next to come; the rest goes back to the pool. */
    private static final int MOST_IDLE = 4;

    /** So many connections may keep theirs while they wait: that is quicker, and not much. */
    static final int FEW = 8;

    private final BufferPool pool;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Workspace> idle = new ArrayDeque<>(MOST_IDLE);
    private final AtomicInteger users = new AtomicInteger();
    private boolean closed;

    Workspaces(BufferPool pool) {
        this.pool = pool;
    }

    /** Notes that a connection uses them from now on. */
    void join() {
        users.incrementAndGet();
    }

    /**
     * Notes that a connection ended. The last one leaves nothing: the platform may end before the
     * server does, and looks for what was not given back.
     */
    void leave() {
        if (users.decrementAndGet() == 0) {
            letGo();
        }
    }

    /** Whether there are so few connections that each may keep a workspace. */
    boolean areForFew() {
        return users.get() <= FEW;
    }

    /** Takes one; its content is undefined. */
    Workspace take() throws BlockException {
        var kept = pop();
        return kept != null
                ? kept
                : new Workspace(pool.lend(Workspace.INPUT_BYTES + Workspace.OUTPUT_BYTES));
    }

    private @Nullable Workspace pop() {
        lock.lock();
        try {
            return idle.pollFirst();
        } finally {
            lock.unlock();
        }
    }

    /** Gives one back. */
    void give(Workspace workspace) {
        lock.lock();
        try {
            if (!closed && idle.size() < MOST_IDLE) {
                idle.addFirst(workspace);
                return;
            }
        } finally {
            lock.unlock();
        }
        workspace.close();
    }

    private void letGo() {
        lock.lock();
        try {
            idle.forEach(Workspace::close);
            idle.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Gives all that is kept back to the pool, and what comes later too. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        letGo();
    }
}
