package org.blockyard.job;

/**
 * What a job does when a request of its own fails.
 *
 * @since 1.1
 */
public enum OnError {
    /** It fails. */
    REPORT,
    /** It goes on; what could not be copied may be tried again or left out, as the job says. */
    IGNORE,
    /** It stops if space ran out, and fails otherwise. */
    ENOSPC,
    /** It is paused until a user resumes it, and tries again. */
    STOP,
    /** What suits most: for a job the same as {@link #ENOSPC}. */
    AUTO;

    /** The name in QMP. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /**
     * What it comes to for one failure.
     *
     * @param noSpace whether space ran out
     */
    public IoErrorAction action(boolean noSpace) {
        return switch (this) {
            case REPORT -> IoErrorAction.REPORT;
            case IGNORE -> IoErrorAction.IGNORE;
            case STOP -> IoErrorAction.STOP;
            case ENOSPC, AUTO -> noSpace ? IoErrorAction.STOP : IoErrorAction.REPORT;
        };
    }
}
