package org.blockyard.format.kit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.io.LentPlace;
import org.blockyard.io.MappedRead;
import org.blockyard.io.SendableRead;

/** Reads a disk. Blocks of one kind that follow each other are read as one. Inside an epoch. */
final class BlockReader {
    private static final int SECTOR = 512;

    private final BlockMap map;
    private final BlockData data;
    private final Backing backing;
    private final UnpackedBlocks unpacked;
    private final int blockSize;

    BlockReader(BlockMap map, BlockData data, Backing backing, UnpackedBlocks unpacked) {
        this.map = map;
        this.data = data;
        this.backing = backing;
        this.unpacked = unpacked;
        this.blockSize = map.blockSize();
    }

    void read(long offset, ByteBuffer target) throws IOException {
        int end = target.limit();
        for (long at = offset; target.position() < end; ) {
            var place = map.lookup(at / blockSize);
            int length = run(at, place, end - target.position(), true);
            target.limit(target.position() + length);
            readRun(at, place, target);
            target.limit(end);
            at += length;
        }
    }

    /** Fills the rest of the buffer if that can be done at once; otherwise its position stays. */
    boolean tryRead(long offset, ByteBuffer target) throws IOException {
        int start = target.position();
        int end = target.limit();
        for (long at = offset; target.position() < end; ) {
            var place = map.cached(at / blockSize);
            int length = run(at, place, end - target.position(), false);
            boolean done = tryRun(at, place, target.limit(target.position() + length));
            target.limit(end);
            if (!done) {
                target.position(start);
                return false;
            }
            at += length;
        }
        return true;
    }

    /** Reads a run; the buffer ends where it does. */
    void readRun(long offset, Place place, ByteBuffer target) throws IOException {
        int inBlock = inBlock(offset);
        switch (place) {
            case Place.Data at -> data.read(at.offset() + inBlock, offset, target);
            case Place.Zero zero -> ImageFile.zero(target);
            case Place.Absent absent -> backing.read(offset, target);
            case Place.Packed packed -> unpacked.read(offset / blockSize, packed, inBlock, target);
            case Place.Partial partial -> {
                if (partial.sectors().has(inBlock / SECTOR)) {
                    data.read(partial.data().offset() + inBlock, offset, target);
                } else {
                    backing.read(offset, target);
                }
            }
            case Place.Unknown unknown -> throw new IllegalStateException("place is unknown");
        }
    }

    /** As {@link #readRun} if that can be done at once; the position is undefined otherwise. */
    boolean tryRun(long offset, Place place, ByteBuffer target) throws IOException {
        int inBlock = inBlock(offset);
        return switch (place) {
            case Place.Data at -> data.tryRead(at.offset() + inBlock, offset, target);
            case Place.Zero zero -> {
                ImageFile.zero(target);
                yield true;
            }
            case Place.Absent absent -> backing.tryRead(offset, target);
            case Place.Packed packed ->
                    unpacked.tryRead(offset / blockSize, packed, inBlock, target);
            case Place.Partial partial ->
                    partial.sectors().has(inBlock / SECTOR)
                            ? data.tryRead(partial.data().offset() + inBlock, offset, target)
                            : backing.tryRead(offset, target);
            case Place.Unknown unknown -> false;
        };
    }

    Optional<MappedRead> tryMap(long offset, int length) throws IOException {
        var lent = tryMapSome(offset, length);
        if (lent.isPresent() && lent.get().bytes().remaining() < length) {
            lent.get().close();
            return Optional.empty();
        }
        return lent;
    }

    Optional<MappedRead> tryMapSome(long offset, int length) throws IOException {
        var place = map.cached(offset / blockSize);
        int run = run(offset, place, length, false);
        long where = placeOf(offset, place);
        if (where >= 0) {
            return data.plain() ? data.file().tryMapSome(where, run) : Optional.empty();
        }
        return shows(place, offset) ? backing.tryMapSome(offset, run) : Optional.empty();
    }

    Optional<LentPlace> lendPlace(long offset, int length) throws IOException {
        var place = map.lookup(offset / blockSize);
        int run = run(offset, place, length, true);
        long where = placeOf(offset, place);
        if (where >= 0) {
            return data.plain() ? data.file().lendPlace(where, run) : Optional.empty();
        }
        return shows(place, offset) ? backing.lendPlace(offset, run) : Optional.empty();
    }

    Optional<LentPlace> tryLendPlace(long offset, int length) throws IOException {
        var place = map.cached(offset / blockSize);
        int run = run(offset, place, length, false);
        long where = placeOf(offset, place);
        if (where >= 0) {
            return data.plain() ? data.file().tryLendPlace(where, run) : Optional.empty();
        }
        return shows(place, offset) ? backing.tryLendPlace(offset, run) : Optional.empty();
    }

    Optional<SendableRead> trySendable(long offset, int length) throws IOException {
        if (!map.placesAreForEver() || !data.plain()) {
            return Optional.empty();
        }
        var place = map.cached(offset / blockSize);
        return place instanceof Place.Data at && run(offset, place, length, false) == length
                ? data.file().trySendable(at.offset() + inBlock(offset), length)
                : Optional.empty();
    }

    /** Where a byte lies in the file, or a negative number. */
    private long placeOf(long offset, Place place) {
        int inBlock = inBlock(offset);
        return switch (place) {
            case Place.Data at -> at.offset() + inBlock;
            case Place.Partial partial when partial.sectors().has(inBlock / SECTOR) ->
                    partial.data().offset() + inBlock;
            default -> -1;
        };
    }

    private boolean shows(Place place, long offset) {
        return place instanceof Place.Absent
                || place instanceof Place.Partial partial
                        && !partial.sectors().has(inBlock(offset) / SECTOR);
    }

    int inBlock(long offset) {
        return (int) (offset % blockSize);
    }

    /**
     * How many bytes from {@code offset} on are of the kind of {@code place}, in one piece if they
     * have one.
     *
     * @param block whether tables may be read for it
     */
    int run(long offset, Place place, int most, boolean block) throws IOException {
        long length = blockSize - inBlock(offset);
        if (place instanceof Place.Partial partial) {
            return partialRun(inBlock(offset), partial, (int) Math.min(length, most));
        }
        long index = offset / blockSize;
        for (long next = 1; length < most; next++, length += blockSize) {
            var other = block ? map.lookup(index + next) : map.cached(index + next);
            if (!continues(place, other, next * blockSize)) {
                break;
            }
        }
        return (int) Math.min(length, most);
    }

    /** Whether a block goes on with what another holds, {@code distance} bytes behind it. */
    static boolean continues(Place place, Place other, long distance) {
        return switch (place) {
            case Place.Data at ->
                    other instanceof Place.Data next && next.offset() == at.offset() + distance;
            case Place.Zero zero -> other instanceof Place.Zero;
            case Place.Absent absent -> other instanceof Place.Absent;
            case Place.Packed packed -> false;
            case Place.Partial partial -> false;
            case Place.Unknown unknown -> false;
        };
    }

    static int partialRun(int inBlock, Place.Partial partial, int most) {
        int sector = inBlock / SECTOR;
        boolean there = partial.sectors().has(sector);
        int length = SECTOR - inBlock % SECTOR;
        while (length < most && partial.sectors().has(++sector) == there) {
            length += SECTOR;
        }
        return Math.min(length, most);
    }
}
