package org.blockyard.export;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** One export at work. */
@ConsumerType
public interface BlockExport extends AutoCloseable {
    /** Whether a client is connected. */
    boolean inUse();

    /**
     * What it did for its clients, or empty if it does not count. Any thread may ask, often.
     *
     * @since 1.1
     */
    default Optional<ExportStatistics> statistics() {
        return Optional.empty();
    }

    /**
     * Takes no new clients and sends those it has away; {@link #close} follows, possibly on another
     * thread.
     */
    void shutdown();

    /** Returns when no client is left and nothing of it is in flight. Idempotent. */
    @Override
    void close();
}
