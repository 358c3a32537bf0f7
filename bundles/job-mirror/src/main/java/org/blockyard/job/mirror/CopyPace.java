package org.blockyard.job.mirror;

import org.blockyard.job.kit.LaneCopy;

/**
 * How much is copied at once.
 *
 * @param workers how many runs at the same time
 * @param run the longest run
 */
record CopyPace(int workers, long run) {
    private static final int MOST_WORKERS = 16;

    /** What suits so much memory for buffers and runs that can't be shorter than so. */
    static CopyPace of(long memory, long granularity) {
        long run = Math.max(granularity, LaneCopy.CHUNK);
        return new CopyPace(Math.clamp(memory / LaneCopy.CHUNK, 1, MOST_WORKERS), run);
    }
}
