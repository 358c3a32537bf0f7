package org.blockyard.kernel.internal.path;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.io.DataChannel;

/**
 * Reads of any place into any buffer, from devices that want whole blocks, aligned memory and no
 * more than so much at once.
 */
final class AlignedReads {
    /** The most that goes through a bounce buffer at once. */
    static final int BOUNCE = 1 << 20;

    private AlignedReads() {}

    static void read(OpenDevice open, DataChannel channel, long offset, ByteBuffer target)
            throws IOException {
        long at = offset;
        int limit = target.limit();
        while (target.position() < limit) {
            int whole = direct(open, at, target);
            int from = target.position();
            if (whole > 0) {
                target.limit(from + whole);
                channel.read(at, target);
                target.limit(limit).position(from + whole);
            } else {
                bounce(open, channel, at, target);
            }
            at += target.position() - from;
        }
    }

    /** How many bytes at a place the device can move to or from the buffer itself. */
    static int direct(OpenDevice open, long at, ByteBuffer buffer) {
        int left = buffer.remaining();
        if ((at & open.requestMask) != 0 || !open.aligned(buffer)) {
            return 0;
        }
        int whole = open.wholeBlocks(at, left) ? left : left & ~open.requestMask;
        return Math.min(whole, open.maxTransfer);
    }

    private static void bounce(OpenDevice open, DataChannel channel, long at, ByteBuffer target)
            throws IOException {
        long start = open.blockStart(at);
        int span = bounceSpan(open, start, at + target.remaining());
        try (var lent = open.buffers.lend(span)) {
            var blocks = lent.bytes();
            channel.read(start, blocks);
            int head = (int) (at - start);
            int wanted = Math.min(target.remaining(), span - head);
            target.put(target.position(), blocks, head, wanted);
            target.position(target.position() + wanted);
        }
    }

    /**
     * How many bytes from a block's start to bounce at once for a range that ends at {@code end}.
     */
    static int bounceSpan(OpenDevice open, long start, long end) {
        int most = Math.max(Math.min(BOUNCE, open.maxTransfer), open.requestMask + 1);
        return (int) Math.min(open.blockEnd(end) - start, most);
    }
}
