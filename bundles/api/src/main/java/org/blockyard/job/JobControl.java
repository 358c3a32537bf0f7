package org.blockyard.job;

import java.time.Duration;
import org.blockyard.driver.Progress;
import org.blockyard.io.BlockException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * How a job's work is steered. {@link #pausePoint}, {@link #ready}, {@link #becomeReady} and {@link
 * #await} are for the job's own thread, with no request of the job in flight; the rest may be
 * called by any thread that works for it.
 */
@ProviderType
public interface JobControl extends Progress {
    /**
     * Waits here while the job is paused.
     *
     * @throws BlockException of kind {@code CANCELLED} if the job is to end
     */
    void pausePoint() throws BlockException;

    /** Says that the job is ready and waits here until it is told to complete, or to end softly. */
    void ready() throws BlockException;

    /**
     * The job's id.
     *
     * @since 1.1
     */
    String id();

    /**
     * Whether the job is to pause or to end: then bring what is in flight to its end and come to
     * the {@link #pausePoint}.
     *
     * @since 1.1
     */
    boolean pausing();

    /**
     * Says that the job is ready, if it is not yet, and goes on: for a job that keeps up until it
     * is told to complete.
     *
     * @since 1.1
     */
    void becomeReady() throws BlockException;

    /**
     * Whether the job was told to complete.
     *
     * @since 1.1
     */
    boolean completing();

    /**
     * Whether the ready job was told to end by itself without completing; see {@link
     * JobBody#endsSoftly}.
     *
     * @since 1.1
     */
    boolean ending();

    /**
     * Waits until a verb comes, {@link #wake} is called or the time is over, and passes the {@link
     * #pausePoint}. A wake that came since the last wait counts.
     *
     * @since 1.1
     */
    void await(Duration longest) throws BlockException;

    /**
     * Ends a wait of the job's thread, now or the next one.
     *
     * @since 1.1
     */
    void wake();

    /**
     * Says that so many bytes were moved, or are being moved, and waits as long as the job's speed
     * demands; not at all if any speed is allowed. When the job is {@link #pausing} it returns at
     * once, and what was not waited for is waited for the next time.
     *
     * @throws BlockException of kind {@code CANCELLED} if the job is to end
     * @since 1.1
     */
    void pace(long bytes) throws BlockException;

    /**
     * Whether the job has a speed that {@link #pace} keeps it to, so that it should move little at
     * once.
     *
     * @since 1.1
     */
    boolean paced();

    /**
     * Adds to what is done.
     *
     * @since 1.1
     */
    void advance(long more);

    /**
     * Says how much is left, so that the total is what is done and this.
     *
     * @since 1.1
     */
    void remaining(long left);

    /**
     * Says that a request of the job failed: publishes {@code BLOCK_JOB_ERROR}, and if the policy
     * says stop, pauses the job as a user would and notes its I/O status.
     *
     * @param reading whether it was a read
     * @return what the job is to do about it; on {@link IoErrorAction#STOP} to come to the {@link
     *     #pausePoint} and try again
     * @since 1.1
     */
    IoErrorAction failed(boolean reading, BlockException why, OnError policy);
}
