package org.blockyard.job;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A job that was made and does nothing yet: to be started, cancelled or dropped, once.
 *
 * @since 1.1
 */
@ProviderType
public interface PreparedJob {
    /** How it is now. */
    JobInfo info();

    /** Lets it work. */
    void start();

    /**
     * Ends it as one that was cancelled: it aborts and is concluded, which its events tell, and is
     * forgotten. What it was grouped with is not concerned.
     */
    void cancel();

    /**
     * Forgets it, after {@link JobBody#abort} and {@link JobBody#clean}; no event but that of its
     * state tells of it. What it was grouped with is not concerned.
     */
    void drop();
}
