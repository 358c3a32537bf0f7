package org.blockyard.job.mirror;

import java.util.Locale;

/** When what a guest writes is copied. */
enum CopyMode {
    /** Some time after the write. */
    BACKGROUND,
    /** Before the write is acknowledged. */
    WRITE_BLOCKING;

    /** The name in QMP. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
