package org.blockyard.kernel.internal.job;

import static org.blockyard.job.JobState.ABORTING;
import static org.blockyard.job.JobState.CONCLUDED;
import static org.blockyard.job.JobState.CREATED;
import static org.blockyard.job.JobState.NULL;
import static org.blockyard.job.JobState.PAUSED;
import static org.blockyard.job.JobState.PENDING;
import static org.blockyard.job.JobState.READY;
import static org.blockyard.job.JobState.RUNNING;
import static org.blockyard.job.JobState.STANDBY;
import static org.blockyard.job.JobState.WAITING;

import java.util.EnumSet;
import java.util.Set;
import org.blockyard.job.JobState;
import org.blockyard.job.JobVerb;

/** Which state may follow which, and which verb is accepted in which. */
final class JobMoves {
    private static final Set<JobState> AT_WORK =
            EnumSet.of(CREATED, RUNNING, PAUSED, READY, STANDBY);

    private JobMoves() {}

    static boolean allowed(JobState from, JobState to) {
        return after(from).contains(to);
    }

    private static Set<JobState> after(JobState from) {
        return switch (from) {
            case CREATED -> EnumSet.of(RUNNING, ABORTING, NULL);
            case RUNNING -> EnumSet.of(PAUSED, READY, WAITING, ABORTING);
            case PAUSED -> EnumSet.of(RUNNING);
            case READY -> EnumSet.of(STANDBY, WAITING, ABORTING);
            case STANDBY -> EnumSet.of(READY);
            case WAITING -> EnumSet.of(PENDING, ABORTING);
            case PENDING -> EnumSet.of(ABORTING, CONCLUDED);
            case ABORTING -> EnumSet.of(ABORTING, CONCLUDED);
            case CONCLUDED -> EnumSet.of(NULL);
            case NULL -> EnumSet.noneOf(JobState.class);
        };
    }

    static boolean accepts(JobState state, JobVerb verb) {
        return switch (verb) {
            case CANCEL -> AT_WORK.contains(state) || state == WAITING || state == PENDING;
            case PAUSE, RESUME, SET_SPEED, CHANGE -> AT_WORK.contains(state);
            case COMPLETE -> state == READY || state == STANDBY;
            case FINALIZE -> state == PENDING;
            case DISMISS -> state == CONCLUDED;
        };
    }
}
