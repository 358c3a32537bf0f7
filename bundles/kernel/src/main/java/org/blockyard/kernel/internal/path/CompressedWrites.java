package org.blockyard.kernel.internal.path;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.driver.Compressing;
import org.blockyard.io.BlockException;
import org.blockyard.io.DataChannel;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;

/**
 * Writes of data that are to be stored compressed: whole units to a device that can do it, one unit
 * a call; anything else is refused.
 */
final class CompressedWrites {
    private CompressedWrites() {}

    static void write(
            OpenDevice open,
            DataChannel channel,
            long offset,
            ByteBuffer source,
            RequestFlags flags)
            throws IOException {
        int unit = unit(open, offset, source.remaining());
        int end = source.limit();
        for (long at = offset; source.position() < end; at += unit) {
            source.limit(Math.min(end, source.position() + unit));
            AlignedWrites.write(open, channel, at, source, flags.without(RequestFlags.FUA));
            source.limit(end);
        }
        if (flags.has(RequestFlags.FUA)) {
            Flushes.flush(open, channel);
        }
    }

    private static int unit(OpenDevice open, long offset, int length) throws BlockException {
        if (!(open.device instanceof Compressing compressing)) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED, "the node's driver can't write compressed data");
        }
        int unit = compressing.compressedUnit();
        if (offset % unit != 0 || length % unit != 0 && offset + length != open.device.length()) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "compressed data are written in whole units of " + unit + " bytes");
        }
        return unit;
    }
}
