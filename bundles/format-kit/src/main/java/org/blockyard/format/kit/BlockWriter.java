package org.blockyard.format.kit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.blockyard.io.FilePlace;

/**
 * Writes a disk: in place where a block has its data, many at once; else by {@link FirstWrites}.
 * Inside an epoch.
 */
final class BlockWriter {
    private static final int SECTOR = 512;

    private final WritableMap map;
    private final BlockData data;
    private final BlockReader reader;
    private final DiskLock lock;
    private final FirstWrites firsts;
    private final BlockFilling filling;
    private final int blockSize;

    BlockWriter(
            WritableMap map,
            BlockData data,
            BlockReader reader,
            DiskLock lock,
            FirstWrites firsts,
            BlockFilling filling) {
        this.map = map;
        this.data = data;
        this.reader = reader;
        this.lock = lock;
        this.firsts = firsts;
        this.filling = filling;
        this.blockSize = map.blockSize();
    }

    void write(long offset, ByteBuffer source) throws IOException {
        int end = source.limit();
        for (long at = offset; source.position() < end; ) {
            int before = source.position();
            var place = map.lookup(at / blockSize);
            long where = inPlace(at, place);
            if (where >= 0) {
                int run = reader.run(at, place, source.remaining(), true);
                data.write(where, at, source.limit(before + run));
            } else {
                firsts.write(at, source);
            }
            source.limit(end);
            at += source.position() - before;
        }
    }

    /** Where a byte can be written as things are, or a negative number. */
    private long inPlace(long offset, Place place) {
        int inBlock = (int) (offset % blockSize);
        return switch (place) {
            case Place.Data at -> at.offset() + inBlock;
            case Place.Partial partial when partial.sectors().has(inBlock / SECTOR) ->
                    partial.data().offset() + inBlock;
            default -> -1;
        };
    }

    /** Writes the rest of the buffer if that can be done at once; otherwise nothing. */
    boolean tryWrite(long offset, ByteBuffer source) throws IOException {
        var place = map.cached(offset / blockSize);
        long where = inPlace(offset, place);
        if (where >= 0) {
            return reader.run(offset, place, source.remaining(), false) == source.remaining()
                    && data.tryWrite(where, offset, source);
        }
        return offset % blockSize + source.remaining() <= blockSize && tryFirst(offset, source);
    }

    private boolean tryFirst(long offset, ByteBuffer source) throws IOException {
        long block = offset / blockSize;
        var held = lock.blocks().tryExclusive(block, 1);
        if (held.isEmpty()) {
            return false;
        }
        try (var hold = held.get()) {
            if (!lock.tables().tryLock()) {
                return false;
            }
            try {
                return tryFirst(block, map.cached(block), offset, source);
            } finally {
                lock.tables().unlock();
            }
        }
    }

    /** Under the tables' lock, so that the block's table does not leave meanwhile. */
    private boolean tryFirst(long block, Place old, long offset, ByteBuffer source)
            throws IOException {
        boolean wanting =
                old instanceof Place.Absent
                        || old instanceof Place.Zero
                        || old instanceof Place.Packed;
        if (!wanting
                || !map.prepared()
                || map.full()
                || firsts.startsPartial(block, old, offset, offset + source.remaining())) {
            return false;
        }
        var claim = new Claim(block, List.of(old), map.allocate(block, old), blockSize);
        boolean written = false;
        boolean mapped = false;
        try {
            written = true;
            written = filling.tryFill(claim, offset, source);
            if (written) {
                firsts.publish(claim, 0);
                mapped = true;
            }
            return written;
        } finally {
            if (!mapped) {
                map.abandon(block, claim.start(), written);
            }
        }
    }

    /**
     * Has bytes copied to here; false if they have to be written, and some of them may be there.
     */
    boolean copy(FilePlace source, long offset) throws IOException {
        if (!data.plain()) {
            return false;
        }
        for (long done = 0; done < source.length(); ) {
            long at = offset + done;
            long left = source.length() - done;
            var place = map.lookup(at / blockSize);
            var rest = source.part(done, left);
            long copied;
            if (place instanceof Place.Data there) {
                copied = copyInPlace(rest, at, there);
            } else {
                copied = firsts.copy(at, rest);
            }
            if (copied == 0) {
                return false;
            }
            done += copied;
        }
        return true;
    }

    private long copyInPlace(FilePlace source, long offset, Place.Data place) throws IOException {
        int most = (int) Math.min(source.length(), Integer.MAX_VALUE);
        int run = reader.run(offset, place, most, true);
        return data.file().copyFrom(source.part(0, run), place.offset() + offset % blockSize)
                ? run
                : 0;
    }
}
