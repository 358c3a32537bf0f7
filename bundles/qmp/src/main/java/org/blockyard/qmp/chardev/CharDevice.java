package org.blockyard.qmp.chardev;

import java.util.Optional;

/** A character device. It has at most one connection at a time. */
public interface CharDevice extends AutoCloseable {
    /** Where it leads, for people, such as {@code unix:/run/q.sock,server=on}. */
    String filename();

    /**
     * Waits for the next connection; empty when there will be none any more. One thread calls it,
     * once the last one ended.
     */
    Optional<Connection> connect();

    /** Ends it: no further connection, and a waiting {@link #connect} returns. Idempotent. */
    @Override
    void close();
}
