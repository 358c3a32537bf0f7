package org.blockyard.kernel.internal.path;

import java.io.IOException;
import org.blockyard.io.BlockException;
import org.blockyard.io.DataChannel;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.path.SerialisedRanges.Use;

/**
 * Discards whole grains of a range and leaves the rest alone; a device that can't is not a failure.
 */
final class Discards {
    private Discards() {}

    static void discard(OpenDevice open, DataChannel channel, long offset, long length)
            throws IOException {
        long grain = Math.max(open.limits.discardAlignment(), open.requestMask + 1);
        long start = (offset + grain - 1) / grain * grain;
        long end =
                offset + length == open.device.length()
                        ? offset + length
                        : (offset + length) / grain * grain;
        if (start >= end) {
            return;
        }
        if (open.requestMask == 0 && !open.ranges.asked()) {
            pieces(open, channel, start, end, grain);
            return;
        }
        var range = open.ranges.enter(start, end, Use.WRITE);
        try {
            pieces(open, channel, start, end, grain);
        } finally {
            open.ranges.exit(range);
        }
    }

    private static void pieces(
            OpenDevice open, DataChannel channel, long start, long end, long grain)
            throws IOException {
        long most = Math.max(grain, open.limits.maxDiscard() / grain * grain);
        try {
            for (long at = start; at < end; at += Math.min(most, end - at)) {
                channel.discard(at, Math.min(most, end - at));
            }
        } catch (BlockException e) {
            if (e.kind() != ErrorKind.UNSUPPORTED) {
                throw e;
            }
        }
    }
}
