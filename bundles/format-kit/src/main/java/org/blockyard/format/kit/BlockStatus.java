package org.blockyard.format.kit;

import java.io.IOException;
import java.util.Optional;
import org.blockyard.io.Extent;

/** Tells what the tables say of a range. */
final class BlockStatus {
    /** So many blocks are looked at for one answer. */
    private static final int MOST_BLOCKS = 1 << 16;

    private static final int SECTOR = 512;

    private final BlockMap map;
    private final boolean plain;
    private final String child;
    private final int blockSize;

    BlockStatus(BlockMap map, BlockData data) {
        this.map = map;
        this.plain = data.plain();
        this.child = data.file().child().name();
        this.blockSize = map.blockSize();
    }

    Extent at(long offset, long most) throws IOException {
        return extent(offset, map.lookup(offset / blockSize), most, true);
    }

    Optional<Extent> tryAt(long offset, long most) throws IOException {
        var place = map.cached(offset / blockSize);
        return place instanceof Place.Unknown
                ? Optional.empty()
                : Optional.of(extent(offset, place, most, false));
    }

    private Extent extent(long offset, Place place, long most, boolean block) throws IOException {
        long length = Math.min(most, run(offset, place, most, block));
        int inBlock = (int) (offset % blockSize);
        return switch (place) {
            case Place.Data at -> data(length, at.offset() + inBlock);
            case Place.Zero(var kept) ->
                    kept.isEmpty()
                            ? Extent.zero(length)
                            : plain
                                    ? Extent.zeroAllocated(
                                            length, child, kept.get().offset() + inBlock)
                                    : new Extent(
                                            length,
                                            Extent.Kind.ZERO_ALLOCATED,
                                            false,
                                            Optional.empty());
            case Place.Absent absent -> Extent.unallocated(length);
            case Place.Packed packed -> Extent.compressed(length);
            case Place.Partial partial ->
                    partial.sectors().has(inBlock / SECTOR)
                            ? data(length, partial.data().offset() + inBlock)
                            : Extent.unallocated(length);
            case Place.Unknown unknown -> throw new IllegalStateException("place is unknown");
        };
    }

    /** What is encrypted does not lie in the file as it is. */
    private Extent data(long length, long place) {
        return plain ? Extent.data(length, child, place) : Extent.data(length);
    }

    private long run(long offset, Place place, long most, boolean block) throws IOException {
        if (place instanceof Place.Partial partial) {
            int inBlock = (int) (offset % blockSize);
            return BlockReader.partialRun(
                    inBlock, partial, (int) Math.min(blockSize - inBlock, most));
        }
        long first = offset / blockSize;
        long end = (offset + most - 1) / blockSize + 1;
        long next = first + 1;
        if (place instanceof Place.Absent) {
            next = Math.min(end, first + map.absentRun(first));
        }
        for (int looked = 0; next < end && looked < MOST_BLOCKS; looked++) {
            var other = block ? map.lookup(next) : map.cached(next);
            if (!goesOn(place, other, (next - first) * blockSize)) {
                break;
            }
            next += other instanceof Place.Absent ? map.absentRun(next) : 1;
        }
        return Math.min(next, end) * blockSize - offset;
    }

    private static boolean goesOn(Place place, Place other, long distance) {
        if (place instanceof Place.Packed) {
            return other instanceof Place.Packed;
        }
        if (place instanceof Place.Zero(var kept) && other instanceof Place.Zero(var next)) {
            return kept.isEmpty()
                    ? next.isEmpty()
                    : next.isPresent() && next.get().offset() == kept.get().offset() + distance;
        }
        return BlockReader.continues(place, other, distance);
    }
}
