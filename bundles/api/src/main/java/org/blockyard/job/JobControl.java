package org.blockyard.job;

import org.blockyard.driver.Progress;
import org.blockyard.io.BlockException;
import org.osgi.annotation.versioning.ProviderType;

/** How a job's work is steered. */
@ProviderType
public interface JobControl extends Progress {
    /**
     * Waits here while the job is paused.
     *
     * @throws BlockException of kind {@code CANCELLED} if the job is to end
     */
    void pausePoint() throws BlockException;

    /** Says that the job is ready and waits here until it is told to complete. */
    void ready() throws BlockException;
}
