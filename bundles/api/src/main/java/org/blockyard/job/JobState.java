package org.blockyard.job;

/** Where a job is in its life. */
public enum JobState {
    /** Made, not yet started. */
    CREATED,
    /** At work. */
    RUNNING,
    /** Paused while at work. */
    PAUSED,
    /** Could be completed; keeps up meanwhile. */
    READY,
    /** Paused while ready. */
    STANDBY,
    /** Done with its work, waiting for the others of its transaction. */
    WAITING,
    /** Waiting to be finalized. */
    PENDING,
    /** Failed or cancelled, cleaning up. */
    ABORTING,
    /** Over; kept until dismissed. */
    CONCLUDED,
    /** Gone. */
    NULL;

    /** The name in QMP. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
