package org.blockyard.img.internal;

import java.util.Map;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** The cache modes of the command line. */
enum CacheMode {
    NONE(true, false),
    OFF(true, false),
    DIRECTSYNC(true, false),
    WRITEBACK(false, false),
    WRITETHROUGH(false, false),
    UNSAFE(false, true);

    private final boolean direct;
    private final boolean noFlush;

    CacheMode(boolean direct, boolean noFlush) {
        this.direct = direct;
        this.noFlush = noFlush;
    }

    static CacheMode of(String word, String what) throws BlockException {
        for (var mode : values()) {
            if (mode.name().toLowerCase(java.util.Locale.ROOT).equals(word)) {
                return mode;
            }
        }
        throw new BlockException(
                ErrorKind.INVALID_OPTION, "Invalid " + what + "cache option: " + word);
    }

    /** Whether each write is to be flushed. */
    boolean writethrough() {
        return this == WRITETHROUGH || this == DIRECTSYNC;
    }

    /** Whether the host's page cache is bypassed. */
    boolean direct() {
        return direct;
    }

    /** The node options that it means. */
    Map<String, Object> options() {
        return Map.of("direct", direct, "no-flush", noFlush);
    }
}
