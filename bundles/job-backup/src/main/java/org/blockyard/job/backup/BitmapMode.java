package org.blockyard.job.backup;

import java.util.Locale;

/** When a bitmap is cleared of what was copied. */
public enum BitmapMode {
    /** If the job succeeds. */
    ON_SUCCESS,
    /** Never. */
    NEVER,
    /** Always, of what was copied by then. */
    ALWAYS;

    /** The name in QMP. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
