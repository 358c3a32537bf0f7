package org.blockyard.export.nbd.protocol;

import java.util.concurrent.Executor;
import org.blockyard.io.BufferPool;

/** What the connections of a server share, and the bounds on it. Thread-safe. */
public final class Resources implements AutoCloseable {
    /** The least memory that a server can do with: its largest request. */
    public static final long LEAST_MEMORY = Wire.MAX_PAYLOAD;

    /** The most requests under way on other threads, beyond what each connection may have. */
    static final int MOST_REQUESTS = 64;

    private final BufferPool pool;
    private final Executor threads;
    private final Budget budget;
    private final Workspaces workspaces;
    private final Zeroes zeroes = new Zeroes();
    private final Rings rings = new Rings();

    /**
     * Resources of which nothing is used.
     *
     * @param pool where memory is lent from
     * @param threads where requests run that may block
     * @param memory the most memory for requests that are not answered at once, beyond the little
     *     that each connection has of its own
     */
    public Resources(BufferPool pool, Executor threads, long memory) {
        this.pool = pool;
        this.threads = threads;
        this.budget = new Budget(MOST_REQUESTS, Math.max(memory, LEAST_MEMORY));
        this.workspaces = new Workspaces(pool);
    }

    BufferPool pool() {
        return pool;
    }

    Executor threads() {
        return threads;
    }

    Budget budget() {
        return budget;
    }

    Workspaces workspaces() {
        return workspaces;
    }

    Rings rings() {
        return rings;
    }

    Zeroes zeroes() {
        return zeroes;
    }

    /** Gives back what is kept, when the last connection has ended. */
    @Override
    public void close() {
        workspaces.close();
    }
}
