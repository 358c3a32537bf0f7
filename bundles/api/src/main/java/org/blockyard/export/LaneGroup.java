package org.blockyard.export;

import java.util.concurrent.Executor;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Threads that serve some exports apart from all others: an {@code iothread} object. What the
 * exports of one group have to do neither waits for the threads of another nor keeps them busy.
 * Thread-safe.
 *
 * @since 1.1
 */
@ProviderType
public interface LaneGroup {
    /** The object's id. Threads that serve its exports begin their names with it. */
    String name();

    /**
     * Where its requests run that may block. It starts as many threads as it is given work at a
     * time, so whoever gives it work minds {@link #mostRequests}.
     */
    Executor threads();

    /** How many requests that may block are to be under way at a time; may change at any time. */
    int mostRequests();
}
