package org.blockyard.job;

/**
 * What a job does about one failed request.
 *
 * @since 1.1
 */
public enum IoErrorAction {
    /** It goes on. */
    IGNORE,
    /** It fails. */
    REPORT,
    /** It is paused now, and tries again when it is resumed. */
    STOP;

    /** The name in QMP. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
