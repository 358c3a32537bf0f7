package org.blockyard.job.backup;

import java.util.Locale;

/** What of a disk is copied. */
public enum SyncMode {
    /** What the top layer holds. */
    TOP,
    /** All of it. */
    FULL,
    /** Only what is about to be overwritten. */
    NONE,
    /** What a bitmap says, which is cleared of it on success. */
    INCREMENTAL,
    /** What a bitmap says. */
    BITMAP;

    /** The name in QMP. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
