package org.blockyard.format.kit;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.io.BufferPool;
import org.blockyard.io.FilePlace;

/**
 * Fills the space of blocks with what a write brings, and around that with what they were before,
 * as far as the space does not read so by itself.
 */
final class BlockFilling {
    /** From this size on data are not copied to be written as one with what is around them. */
    private static final int MOST_JOINED = 1 << 20;

    /** The most that is put together by those who must not wait. */
    private static final int MOST_QUICK = 256 << 10;

    private final BlockData data;
    private final BlockReader reader;
    private final Backing backing;
    private final BufferPool buffers;

    BlockFilling(BlockData data, BlockReader reader, Backing backing, BufferPool buffers) {
        this.data = data;
        this.reader = reader;
        this.backing = backing;
        this.buffers = buffers;
    }

    /** Disk offsets between which space is filled. */
    private record Range(long from, long to) {
        long size() {
            return to - from;
        }
    }

    /** Fills all of a claim; the rest of the buffer, at {@code offset}, ends in it. */
    void fill(Claim claim, long offset, ByteBuffer source) throws IOException {
        var range = rangeOf(claim, offset, offset + source.remaining());
        writeBefore(claim);
        if (range.size() == source.remaining()) {
            data.write(offset + claim.shift(), offset, source);
        } else if (range.size() <= MOST_JOINED) {
            try (var lent = buffers.lend((int) range.size())) {
                var all = lent.bytes();
                join(claim, range, offset, source, all, true);
                data.write(range.from + claim.shift(), range.from, all);
            }
        } else {
            copy(claim, 0, range.from, offset);
            copy(claim, claim.count() - 1, offset + source.remaining(), range.to);
            data.write(offset + claim.shift(), offset, source);
        }
    }

    /** As {@link #fill} if that can be done at once; else nothing is written. */
    boolean tryFill(Claim claim, long offset, ByteBuffer source) throws IOException {
        var range = rangeOf(claim, offset, offset + source.remaining());
        if (claim.start().before().isPresent()
                || claim.placeEnd() > data.file().length()
                || range.size() > MOST_QUICK) {
            return false;
        }
        if (range.size() == source.remaining()) {
            return data.tryWrite(offset + claim.shift(), offset, source);
        }
        try (var lent = buffers.lend((int) range.size())) {
            var all = lent.bytes();
            if (!join(claim, range, offset, source.duplicate(), all, false)
                    || !data.tryWrite(range.from + claim.shift(), range.from, all)) {
                return false;
            }
            source.position(source.limit());
            return true;
        }
    }

    /** Has all of a claim copied from elsewhere. */
    boolean copy(Claim claim, FilePlace source) throws IOException {
        writeBefore(claim);
        long length = claim.placeEnd() - claim.start().data().offset();
        return data.file().copyFrom(source.part(0, length), claim.start().data().offset());
    }

    private void writeBefore(Claim claim) throws IOException {
        data.file().grow(claim.placeEnd());
        if (claim.start().before().isPresent()) {
            var bytes = claim.start().before().get().duplicate();
            data.file().write(claim.start().data().offset() - bytes.remaining(), bytes);
        }
    }

    private Range rangeOf(Claim claim, long offset, long dataEnd) {
        long start = claim.first() * claim.blockSize();
        long end = claim.end() * claim.blockSize();
        return new Range(
                offset > start && isBlank(claim, 0, start) ? offset : start,
                dataEnd < end && isBlank(claim, claim.count() - 1, dataEnd) ? dataEnd : end);
    }

    /** Whether the rest of a block reads as zeroes, as its new space does by itself. */
    private boolean isBlank(Claim claim, int which, long from) {
        return data.plain() && claim.start().blank() && isZero(claim.old().get(which), from);
    }

    private boolean isZero(Place old, long from) {
        return old instanceof Place.Zero || old instanceof Place.Absent && backing.isBeyond(from);
    }

    private boolean join(
            Claim claim, Range range, long offset, ByteBuffer source, ByteBuffer all, boolean block)
            throws IOException {
        int head = (int) (offset - range.from);
        int tail = head + source.remaining();
        var first = claim.old().getFirst();
        var last = claim.old().getLast();
        if (!readOld(first, range.from, all.slice(0, head), block)
                || !readOld(
                        last,
                        range.from + tail,
                        all.slice(tail, (int) range.size() - tail),
                        block)) {
            return false;
        }
        all.put(head, source, source.position(), source.remaining());
        source.position(source.limit());
        all.clear().limit((int) range.size());
        return true;
    }

    private boolean readOld(Place old, long offset, ByteBuffer target, boolean block)
            throws IOException {
        if (!target.hasRemaining()) {
            return true;
        }
        if (!block) {
            return reader.tryRun(offset, old, target);
        }
        reader.readRun(offset, old, target);
        return true;
    }

    private void copy(Claim claim, int which, long from, long to) throws IOException {
        var old = claim.old().get(which);
        if (to > from && data.plain() && isZero(old, from)) {
            data.file().writeZeroes(from + claim.shift(), to - from);
            return;
        }
        for (long at = from; at < to; at += MOST_JOINED) {
            int size = (int) Math.min(MOST_JOINED, to - at);
            try (var lent = buffers.lend(size)) {
                var bytes = lent.bytes();
                readOld(old, at, bytes, true);
                data.write(at + claim.shift(), at, bytes.flip());
            }
        }
    }
}
