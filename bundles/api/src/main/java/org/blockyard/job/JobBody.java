package org.blockyard.job;

import java.io.IOException;
import java.util.Map;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The work of a job, straight-line code on a thread of its own. What follows the work ({@link
 * #prepare}, {@link #commit}, {@link #abort}, {@link #clean}) may be called on other threads, one
 * at a time.
 */
@ConsumerType
@FunctionalInterface
public interface JobBody {
    /** Does the work, passing {@link JobControl#pausePoint} often. A failure aborts the job. */
    void run(JobControl control) throws IOException;

    /**
     * Does what may still fail before the result is final; called once, after the work of all jobs
     * of its group. A failure aborts them all.
     *
     * @since 1.1
     */
    default void prepare() throws IOException {}

    /** Makes the result final; called once, after the work, unless the job is aborted. */
    default void commit() throws IOException {}

    /** Undoes what can be undone; called once if the job failed or was cancelled. */
    default void abort() {}

    /**
     * Lets go what the job holds; called once, at the very end, whether it succeeded or not, and
     * for a job that never began too.
     *
     * @since 1.1
     */
    default void clean() {}

    /** Whether the verb makes sense for this job beyond what its state allows. */
    default boolean accepts(JobVerb verb) {
        return verb != JobVerb.CHANGE;
    }

    /**
     * Whether a cancel without force lets the ready job end by itself, as one that succeeded, at a
     * point at which what it made is whole; {@link JobControl#ending} then tells it to.
     *
     * @since 1.1
     */
    default boolean endsSoftly() {
        return false;
    }

    /**
     * Checks and readies what completing needs; called when the ready job is told to complete, on
     * the thread of who told it. A failure refuses that, and the job goes on.
     *
     * @since 1.1
     */
    default void completing() throws IOException {}

    /**
     * Changes options of the job at work.
     *
     * @param options what is to be changed, a JSON tree
     * @since 1.1
     */
    default void change(Map<String, Object> options) throws IOException {
        throw new BlockException(ErrorKind.UNSUPPORTED, "Job type does not support change");
    }

    /**
     * What a block job of this type alone tells, by the names in QMP; any thread, must not block.
     *
     * @since 1.1
     */
    default Map<String, Object> details() {
        return Map.of();
    }
}
