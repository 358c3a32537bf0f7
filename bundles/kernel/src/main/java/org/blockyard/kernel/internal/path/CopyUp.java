package org.blockyard.kernel.internal.path;

import java.io.IOException;
import org.blockyard.graph.ChainExtent;
import org.blockyard.io.DataChannel;
import org.blockyard.io.RequestFlags;
import org.blockyard.kernel.internal.path.SerialisedRanges.Use;

/**
 * Makes a layer hold what its readers get from the layers below. All writes are kept off the range
 * meanwhile, so that what was read is not written over what was written after.
 */
final class CopyUp {
    /** The most that is copied with writers kept off. */
    private static final int CHUNK = 512 << 10;

    /** Tells what the readers of a range get. */
    interface Below {
        ChainExtent status(long offset, long length) throws IOException;
    }

    private CopyUp() {}

    /** Copies; how many bytes were written. The path's writes are watched. */
    static long run(OpenDevice open, DataChannel channel, Below below, long offset, long length)
            throws IOException {
        long copied = 0;
        long end = offset + length;
        for (long at = offset; at < end; ) {
            long count = Math.min(end - at, CHUNK);
            var range =
                    open.ranges.enter(open.blockStart(at), open.blockEnd(at + count), Use.MODIFY);
            try {
                copied += chunk(open, channel, below, at, at + count);
            } finally {
                open.ranges.exit(range);
            }
            at += count;
        }
        return copied;
    }

    private static long chunk(OpenDevice open, DataChannel channel, Below below, long from, long to)
            throws IOException {
        long copied = 0;
        for (long at = from; at < to; ) {
            var run = below.status(at, to - at);
            if (run.depth() > 0) {
                copy(open, channel, at, run);
                copied += run.length();
            }
            at += run.length();
        }
        return copied;
    }

    private static void copy(OpenDevice open, DataChannel channel, long at, ChainExtent run)
            throws IOException {
        if (run.zero()) {
            ZeroWrites.writeKept(
                    open,
                    channel,
                    at,
                    run.length(),
                    RequestFlags.UNCHANGED.with(RequestFlags.MAY_UNMAP));
            return;
        }
        int size = (int) run.length();
        try (var lent = open.buffers.lend(size)) {
            var bytes = lent.bytes().clear().limit(size);
            AlignedReads.read(open, channel, at, bytes);
            bytes.flip();
            if (ZeroDetection.allZero(bytes)) {
                ZeroWrites.writeKept(
                        open,
                        channel,
                        at,
                        size,
                        RequestFlags.UNCHANGED.with(RequestFlags.MAY_UNMAP));
            } else {
                AlignedWrites.writeKept(open, channel, at, bytes, RequestFlags.UNCHANGED);
            }
        }
    }
}
