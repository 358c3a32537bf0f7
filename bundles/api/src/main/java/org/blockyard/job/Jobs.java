package org.blockyard.job;

import java.util.List;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.osgi.annotation.versioning.ProviderType;

/** The jobs. Each change of state is the event {@code JOB_STATUS_CHANGE}. Thread-safe. */
@ProviderType
public interface Jobs {
    /**
     * Starts a job.
     *
     * @throws BlockException if the id is malformed or taken
     */
    JobInfo start(JobRequest request, JobBody body) throws BlockException;

    /** The jobs that are not gone, oldest first. */
    List<JobInfo> list();

    /** The job of that id. */
    Optional<JobInfo> find(String id);

    /**
     * Asks something of a job.
     *
     * @throws BlockException if there is no such job, or its state does not allow it
     */
    void apply(String id, JobVerb verb) throws BlockException;

    /** Waits until a job is concluded or gone, and tells how it was then. For tools and tests. */
    JobInfo await(String id) throws BlockException;
}
