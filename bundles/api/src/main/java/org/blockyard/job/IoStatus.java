package org.blockyard.job;

/**
 * Whether a failed request has stopped a job.
 *
 * @since 1.1
 */
public enum IoStatus {
    /** None has. */
    OK,
    /** One has. */
    FAILED,
    /** One has, for lack of space. */
    NOSPACE
}
