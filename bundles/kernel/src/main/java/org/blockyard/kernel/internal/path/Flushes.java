package org.blockyard.kernel.internal.path;

import java.io.IOException;
import org.blockyard.io.DataChannel;
import org.blockyard.io.RequestFlags;

/** Flushing, also in place of FUA where the device has none. */
final class Flushes {
    private Flushes() {}

    /**
     * Flushes; with {@code cache.no-flush} a format still writes out what it caches, and its file
     * does nothing.
     */
    static void flush(OpenDevice open, DataChannel channel) throws IOException {
        if (!(open.policy.noFlush() && open.policy.protocol())) {
            channel.flush();
        }
    }

    /** The flags to give to the device. */
    static RequestFlags forDevice(OpenDevice open, RequestFlags flags) {
        var kept = flags.without(RequestFlags.NO_FALLBACK);
        return open.limits.nativeFua() && !open.policy.noFlush()
                ? kept
                : kept.without(RequestFlags.FUA);
    }

    /** Does what FUA asks if the device did not. */
    static void afterWrite(OpenDevice open, DataChannel channel, RequestFlags flags)
            throws IOException {
        if (flags.has(RequestFlags.FUA) && !open.limits.nativeFua()) {
            flush(open, channel);
        }
    }
}
