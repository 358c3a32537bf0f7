package org.blockyard.export.nbd.protocol;

import java.util.Optional;
import java.util.concurrent.Executor;
import org.blockyard.export.LaneGroup;
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
    private final GroupBudgets groups;
    private final Workspaces workspaces;
    private final Zeroes zeroes = new Zeroes();
    private final Rings rings = new Rings();

    /**
     * Resources of which nothing is used.
     *
     * @param pool where memory is lent from
     * @param threads where requests run that may block, unless a lane group does them
     * @param memory the most memory for requests that are not answered at once, beyond the little
     *     that each connection has of its own
     */
    public Resources(BufferPool pool, Executor threads, long memory) {
        this.pool = pool;
        this.threads = threads;
        long enough = Math.max(memory, LEAST_MEMORY);
        this.budget = new Budget(() -> MOST_REQUESTS, enough);
        this.groups = new GroupBudgets(enough);
        this.workspaces = new Workspaces(pool);
    }

    BufferPool pool() {
        return pool;
    }

    /** What does a connection's requests that may block; closed when it ends. */
    Workers join(Optional<LaneGroup> group) {
        return group.map(groups::join).orElseGet(() -> new Workers(threads, budget, () -> {}));
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
