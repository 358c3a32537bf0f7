package org.blockyard.job;

import java.time.Duration;
import java.util.Optional;

/**
 * How fast a job is.
 *
 * @param perSecond how much it lately did in a second, in the job's own measure
 * @param remaining how long the rest will take at this rate; empty while that can't be told
 * @since 1.1
 */
public record JobRate(long perSecond, Optional<Duration> remaining) {
    /** Nothing is known. */
    public static final JobRate UNKNOWN = new JobRate(0, Optional.empty());
}
