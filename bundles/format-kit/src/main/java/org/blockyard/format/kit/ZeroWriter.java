package org.blockyard.format.kit;

import java.io.IOException;
import java.util.Optional;
import org.blockyard.io.BufferPool;
import org.blockyard.io.RequestFlags;

/** Makes ranges read as zeroes, and gives up what is not needed. Inside an epoch. */
final class ZeroWriter {
    private static final int PIECE = 1 << 20;

    private final WritableMap map;
    private final BlockData data;
    private final Backing backing;
    private final DiskLock lock;
    private final FirstWrites firsts;
    private final BlockWriter writer;
    private final UnpackedBlocks unpacked;
    private final BufferPool buffers;
    private final int blockSize;

    ZeroWriter(
            WritableMap map,
            BlockData data,
            Backing backing,
            DiskLock lock,
            FirstWrites firsts,
            BlockWriter writer,
            UnpackedBlocks unpacked,
            BufferPool buffers) {
        this.map = map;
        this.data = data;
        this.backing = backing;
        this.lock = lock;
        this.firsts = firsts;
        this.writer = writer;
        this.unpacked = unpacked;
        this.buffers = buffers;
        this.blockSize = map.blockSize();
    }

    /** What a block becomes that is changed as a whole, if the format has a way to say so. */
    private interface Change {
        Optional<Place> of(long block, Place now) throws IOException;
    }

    /** Returns false, with nothing done, if only slow ways are left and the flags forbid them. */
    boolean zero(long offset, long length, RequestFlags flags) throws IOException {
        boolean unmap = flags.has(RequestFlags.MAY_UNMAP);
        if (flags.has(RequestFlags.NO_FALLBACK) && !isQuick(offset, offset + length, unmap)) {
            return false;
        }
        for (long at = offset; at < offset + length; ) {
            long end = Math.min(offset + length, blockEnd(at));
            var place = map.lookup(at / blockSize);
            if (isZero(place, at)) {
                end = Math.min(offset + length, zeroEnd(at, place));
            } else {
                zeroInBlock(at, end, place, flags);
            }
            at = end;
        }
        return true;
    }

    private boolean isQuick(long from, long to, boolean unmap) throws IOException {
        for (long at = from; at < to; ) {
            var place = map.lookup(at / blockSize);
            if (isZero(place, at)) {
                at = zeroEnd(at, place);
            } else if (isWhole(at, Math.min(to, blockEnd(at)))
                    && zeroed(at / blockSize, place, unmap).isPresent()) {
                at = blockEnd(at);
            } else {
                return false;
            }
        }
        return true;
    }

    private Optional<Place> zeroed(long block, Place now, boolean unmap) throws IOException {
        lock.tables().lock();
        try {
            return map.zeroed(block, now, unmap);
        } finally {
            lock.tables().unlock();
        }
    }

    private boolean isZero(Place place, long at) {
        return place instanceof Place.Zero || place instanceof Place.Absent && backing.isBeyond(at);
    }

    /** Where blocks that are as this one end, as far as that is known without looking. */
    private long zeroEnd(long at, Place place) {
        long block = at / blockSize;
        return (block + (place instanceof Place.Absent ? map.absentRun(block) : 1)) * blockSize;
    }

    private void zeroInBlock(long at, long end, Place place, RequestFlags flags)
            throws IOException {
        boolean unmap = flags.has(RequestFlags.MAY_UNMAP);
        boolean here = place instanceof Place.Data && data.plain();
        if (isWhole(at, end)
                && (unmap || !here)
                && changed(at / blockSize, (block, now) -> map.zeroed(block, now, unmap))) {
            return;
        }
        if (here && place instanceof Place.Data(long where)) {
            data.file()
                    .writeZeroes(
                            where + at % blockSize,
                            end - at,
                            flags.without(RequestFlags.NO_FALLBACK));
        } else {
            writeZeroBytes(at, end);
        }
    }

    private void writeZeroBytes(long from, long to) throws IOException {
        try (var lent = buffers.lend((int) Math.min(PIECE, to - from))) {
            var zeroes = lent.bytes();
            ImageFile.zero(zeroes);
            for (long at = from; at < to; at += zeroes.limit()) {
                zeroes.clear().limit((int) Math.min(zeroes.capacity(), to - at));
                writer.write(at, zeroes);
            }
        }
    }

    /** Gives up whole blocks, and otherwise space in the file. */
    void discard(long offset, long length) throws IOException {
        for (long at = offset; at < offset + length; ) {
            long end = Math.min(offset + length, blockEnd(at));
            long block = at / blockSize;
            var place = map.lookup(block);
            if (place instanceof Place.Absent) {
                end = Math.min(offset + length, zeroEnd(at, place));
            } else if (!(isWhole(at, end) && changed(block, map::discarded))
                    && place instanceof Place.Data(long where)
                    && data.plain()) {
                data.file().discard(where + at % blockSize, end - at);
            }
            at = end;
        }
    }

    /** Changes a block as a whole; false if the format has no way to say so. */
    private boolean changed(long block, Change change) throws IOException {
        try (var held = lock.blocks().exclusive(block, 1)) {
            var now = map.lookup(block);
            firsts.ready();
            lock.tables().lock();
            try {
                var next = change.of(block, now);
                if (next.isPresent() && !next.get().equals(now)) {
                    map.map(block, next.get());
                    unpacked.forget(block);
                    giveUp(now, next.get());
                }
                return next.isPresent();
            } finally {
                lock.tables().unlock();
            }
        }
    }

    private void giveUp(Place old, Place next) {
        boolean kept =
                next instanceof Place.Zero(var space)
                        && space.isPresent()
                        && (old.equals(space.get()) || old.equals(next));
        if (!kept) {
            lock.giveUp(old);
        }
    }

    private boolean isWhole(long at, long end) {
        return at % blockSize == 0 && (end % blockSize == 0 || end == map.length());
    }

    private long blockEnd(long at) {
        return (at / blockSize + 1) * blockSize;
    }
}
