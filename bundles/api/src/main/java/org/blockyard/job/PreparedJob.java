package org.blockyard.job;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A job that was made and does nothing yet: to be started or dropped, once.
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
     * Forgets it, after {@link JobBody#abort} and {@link JobBody#clean}; no event but that of its
     * state tells of it. What it was grouped with is not concerned.
     */
    void drop();
}
