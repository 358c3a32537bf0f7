package org.blockyard.kernel.internal.path;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.graph.NodeOptions.DetectZeroes;
import org.blockyard.io.BlockException;
import org.blockyard.io.DataChannel;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;
import org.blockyard.kernel.internal.path.SerialisedRanges.Use;

/**
 * Writes to any place from any buffer. Where the device wants whole blocks, a write of parts reads
 * the rest of its blocks first and keeps all other writes off them meanwhile.
 */
final class AlignedWrites {
    private AlignedWrites() {}

    static void write(
            OpenDevice open,
            DataChannel channel,
            long offset,
            ByteBuffer source,
            RequestFlags flags)
            throws IOException {
        int length = source.remaining();
        if (length == 0) {
            return;
        }
        checkFirstSector(open, channel, offset, source);
        if (open.requestMask == 0 && !open.ranges.asked()) {
            pieces(open, channel, offset, source, Flushes.forDevice(open, flags));
        } else {
            var use = open.wholeBlocks(offset, length) ? Use.WRITE : Use.MODIFY;
            var range =
                    open.ranges.enter(open.blockStart(offset), open.blockEnd(offset + length), use);
            try {
                pieces(open, channel, offset, source, Flushes.forDevice(open, flags));
            } finally {
                open.ranges.exit(range);
            }
        }
        Flushes.afterWrite(open, channel, flags);
    }

    static boolean tryWrite(
            OpenDevice open,
            DataChannel channel,
            long offset,
            ByteBuffer source,
            RequestFlags flags)
            throws IOException {
        if (open.policy.readOnly()
                || open.policy.inactive()
                || flags.has(RequestFlags.COMPRESSED)
                || flags.has(RequestFlags.FUA) && !open.limits.nativeFua()
                || open.policy.detectZeroes() != DetectZeroes.OFF && ZeroDetection.allZero(source)
                || open.guard.isPresent() && offset < FirstSectorGuard.SECTOR) {
            return false;
        }
        var forDevice = Flushes.forDevice(open, flags);
        if (open.requestMask == 0 && !open.ranges.asked()) {
            return channel.tryWrite(offset, source, forDevice);
        }
        var range = open.ranges.tryEnter(offset, offset + source.remaining(), Use.WRITE);
        if (range.isEmpty()) {
            return false;
        }
        try {
            return channel.tryWrite(offset, source, forDevice);
        } finally {
            open.ranges.exit(range.get());
        }
    }

    /** Writes with the range already kept by the caller. */
    static void writeKept(
            OpenDevice open,
            DataChannel channel,
            long offset,
            ByteBuffer source,
            RequestFlags flags)
            throws IOException {
        pieces(open, channel, offset, source, flags);
    }

    private static void pieces(
            OpenDevice open,
            DataChannel channel,
            long offset,
            ByteBuffer source,
            RequestFlags flags)
            throws IOException {
        long at = offset;
        int limit = source.limit();
        while (source.position() < limit) {
            int whole = AlignedReads.direct(open, at, source);
            int from = source.position();
            if (whole > 0) {
                source.limit(from + whole);
                channel.write(at, source, flags);
                source.limit(limit).position(from + whole);
            } else {
                bounce(open, channel, at, source, flags);
            }
            at += source.position() - from;
        }
    }

    private static void bounce(
            OpenDevice open, DataChannel channel, long at, ByteBuffer source, RequestFlags flags)
            throws IOException {
        long start = open.blockStart(at);
        int span = AlignedReads.bounceSpan(open, start, at + source.remaining());
        int head = (int) (at - start);
        int count = Math.min(source.remaining(), span - head);
        try (var lent = open.buffers.lend(span)) {
            var blocks = lent.bytes();
            readAround(open, channel, start, span, head, count, blocks);
            blocks.clear().limit(span);
            blocks.put(head, source, source.position(), count);
            channel.write(start, blocks, flags);
            source.position(source.position() + count);
        }
    }

    /** Reads the first and the last block of a span where they are not wholly overwritten. */
    private static void readAround(
            OpenDevice open,
            DataChannel channel,
            long start,
            int span,
            int head,
            int count,
            ByteBuffer blocks)
            throws IOException {
        int block = open.requestMask + 1;
        int lastBlock = (span - 1) & -block;
        if (head > 0) {
            channel.read(start, blocks.clear().limit(Math.min(block, span)));
        }
        if (head + count < span && (lastBlock > 0 || head == 0)) {
            channel.read(start + lastBlock, blocks.clear().limit(span).position(lastBlock).slice());
        }
    }

    private static void checkFirstSector(
            OpenDevice open, DataChannel channel, long offset, ByteBuffer source)
            throws IOException {
        if (open.guard.isEmpty() || offset >= FirstSectorGuard.SECTOR) {
            return;
        }
        int size = (int) Math.min(FirstSectorGuard.SECTOR, open.device.length());
        var sector = ByteBuffer.allocate(FirstSectorGuard.SECTOR);
        AlignedReads.read(open, channel, 0, sector.slice(0, size));
        int count = (int) Math.min(source.remaining(), FirstSectorGuard.SECTOR - offset);
        sector.put((int) offset, source, source.position(), count);
        if (!open.guard.get().allows(sector.asReadOnlyBuffer())) {
            throw new BlockException(
                            ErrorKind.READ_ONLY,
                            "the first sector of an image whose format was only guessed may not become that of another format")
                    .hint("Say format raw expressly to lift the restriction");
        }
    }
}
