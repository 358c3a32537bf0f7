package org.blockyard.job;

import java.util.Optional;

/**
 * A job as it is now.
 *
 * @param id its id
 * @param type what it does, such as {@code create}
 * @param state where it is
 * @param done how much is done, in the job's own measure
 * @param total how much there is, as far as known
 * @param error why it failed, if it did
 * @param autoFinalize whether its result becomes final by itself
 * @param autoDismiss whether it is forgotten when concluded
 * @param busy whether it is at work this moment, neither paused nor waiting for anything
 * @param paused whether it is paused, or will be as soon as it can
 * @param rate how fast it is
 * @param block what it tells beyond that if it works on nodes
 */
public record JobInfo(
        String id,
        String type,
        JobState state,
        long done,
        long total,
        Optional<String> error,
        boolean autoFinalize,
        boolean autoDismiss,
        boolean busy,
        boolean paused,
        JobRate rate,
        Optional<BlockJobInfo> block) {
    /** A job of which no more is known than this. */
    public JobInfo(
            String id, String type, JobState state, long done, long total, Optional<String> error) {
        this(
                id,
                type,
                state,
                done,
                total,
                error,
                true,
                true,
                state == JobState.RUNNING,
                state == JobState.PAUSED || state == JobState.STANDBY,
                JobRate.UNKNOWN,
                Optional.empty());
    }

    /** Whether it could be completed. */
    public boolean ready() {
        return state == JobState.READY || state == JobState.STANDBY;
    }
}
