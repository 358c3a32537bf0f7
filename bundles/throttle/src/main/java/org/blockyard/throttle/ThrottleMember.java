package org.blockyard.throttle;

import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;

/** One disk in a group. Thread-safe. */
@ProviderType
public interface ThrottleMember extends AutoCloseable {
    /**
     * Waits until a request may go, and counts it.
     *
     * @throws IOException if the thread was interrupted; the request is not counted then
     */
    void pass(Direction direction, long bytes) throws IOException;

    /** Whether a request may go now. It is not counted; {@link #count} does that. */
    boolean ready(Direction direction);

    /** Counts a request that has gone since it was {@link #ready}. */
    void count(Direction direction, long bytes);

    /** Lets all requests of this disk go, those that wait too, until {@link #relax}. Calls nest. */
    void hurry();

    /** Keeps requests within the limits again. */
    void relax();

    /** Leaves the group; none of its requests may be waiting. */
    @Override
    void close();
}
