package org.blockyard.export;

import org.osgi.annotation.versioning.ConsumerType;

/** One export at work. */
@ConsumerType
public interface BlockExport extends AutoCloseable {
    /** Whether a client is connected. */
    boolean inUse();

    /**
     * Takes no new clients and sends those it has away; {@link #close} follows, possibly on another
     * thread.
     */
    void shutdown();

    /** Returns when no client is left and nothing of it is in flight. Idempotent. */
    @Override
    void close();
}
