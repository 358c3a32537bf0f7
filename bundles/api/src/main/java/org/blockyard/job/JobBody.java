package org.blockyard.job;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/** The work of a job, straight-line code on a thread of its own. */
@ConsumerType
@FunctionalInterface
public interface JobBody {
    /** Does the work, passing {@link JobControl#pausePoint} often. A failure aborts the job. */
    void run(JobControl control) throws IOException;

    /** Makes the result final; called once, after the work, unless the job is aborted. */
    default void commit() throws IOException {}

    /** Undoes what can be undone; called once if the job failed or was cancelled. */
    default void abort() {}

    /** Whether the verb makes sense for this job beyond what its state allows. */
    default boolean accepts(JobVerb verb) {
        return verb != JobVerb.SET_SPEED && verb != JobVerb.CHANGE;
    }
}
