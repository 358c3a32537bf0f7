package org.blockyard.job;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The jobs. Each change of state is the event {@code JOB_STATUS_CHANGE}; of block jobs the events
 * {@code BLOCK_JOB_READY}, {@code _PENDING}, {@code _COMPLETED}, {@code _CANCELLED} and {@code
 * _ERROR} tell as well. Thread-safe.
 */
@ProviderType
public interface Jobs {
    /**
     * Starts a job.
     *
     * @throws BlockException if the id is malformed or taken; nothing of the body was called then
     */
    JobInfo start(JobRequest request, JobBody body) throws BlockException;

    /**
     * Makes a job that does nothing yet, alone in its group.
     *
     * @throws BlockException if the id is malformed or taken; nothing of the body was called then
     * @since 1.1
     */
    default PreparedJob prepare(JobRequest request, JobBody body) throws BlockException {
        return prepare(request, body, group());
    }

    /**
     * Makes a job that does nothing yet.
     *
     * @param group with which jobs it succeeds or fails
     * @throws BlockException if the id is malformed or taken; nothing of the body was called then
     * @since 1.1
     */
    PreparedJob prepare(JobRequest request, JobBody body, JobGroup group) throws BlockException;

    /**
     * A group without jobs. All of its jobs must be made before the first is started.
     *
     * @since 1.1
     */
    JobGroup group();

    /** The jobs that are not gone, oldest first. */
    List<JobInfo> list();

    /** The job of that id. */
    Optional<JobInfo> find(String id);

    /**
     * Asks something of a job; {@link JobVerb#CANCEL} is with force.
     *
     * @throws BlockException if there is no such job, or its state does not allow it
     */
    void apply(String id, JobVerb verb) throws BlockException;

    /**
     * Ends a job.
     *
     * @param force whether to end it at once; without force one that is ready and {@linkplain
     *     JobBody#endsSoftly can} ends at a point at which what it made is whole
     * @throws BlockException if there is no such job, or its state does not allow it
     * @since 1.1
     */
    void cancel(String id, boolean force) throws BlockException;

    /**
     * Sets the most bytes a second of a block job, at once.
     *
     * @param speed bytes, 0 for any
     * @throws BlockException if there is no such block job, its state does not allow it, or the
     *     speed is negative
     * @since 1.1
     */
    void speed(String id, long speed) throws BlockException;

    /**
     * Changes options of a job at work.
     *
     * @param options what is to be changed, a JSON tree
     * @throws IOException if there is no such job, its state does not allow it, or the job refuses
     * @since 1.1
     */
    void change(String id, Map<String, Object> options) throws IOException;

    /** Waits until a job is concluded or gone, and tells how it was then. For tools and tests. */
    JobInfo await(String id) throws BlockException;
}
