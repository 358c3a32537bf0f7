package org.blockyard.job.mirror;

import java.util.Locale;

/** What a mirror copies at the beginning. */
enum MirrorSync {
    /** What the top layer holds. */
    TOP,
    /** The whole disk. */
    FULL,
    /** Nothing: only what is written from now on. */
    NONE,
    /** What a bitmap says; not for mirrors. */
    INCREMENTAL,
    /** What a bitmap says; not for mirrors. */
    BITMAP;

    /** The name in QMP. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
