package org.blockyard.job;

/** What can be asked of a job. */
public enum JobVerb {
    /** End without result. */
    CANCEL,
    /** Stop for a while. */
    PAUSE,
    /** Go on. */
    RESUME,
    /** Work at another pace. */
    SET_SPEED,
    /** Finish what is ready. */
    COMPLETE,
    /** Make the result final. */
    FINALIZE,
    /** Forget what is concluded. */
    DISMISS,
    /** Change options while at work. */
    CHANGE;

    /** The name in QMP. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
