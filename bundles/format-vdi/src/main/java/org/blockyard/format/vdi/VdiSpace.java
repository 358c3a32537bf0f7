package org.blockyard.format.vdi;

import java.io.IOException;
import java.util.BitSet;

/**
 * Which blocks of the file are free: holes, which a crash may leave, and what is behind the last
 * one in use. Under the disk's lock.
 */
final class VdiSpace {
    /** In larger images holes are left to a compaction. */
    private static final long MOST_KNOWN = 1 << 26;

    private final BitSet holes = new BitSet();
    private long blankFrom;
    private long end;
    private long named;

    private VdiSpace(long end, long blankFrom) {
        this.end = end;
        this.named = end;
        this.blankFrom = blankFrom;
    }

    /** All blocks of the file are in use. */
    static VdiSpace behind(long end, long blankFrom) {
        return new VdiSpace(end, blankFrom);
    }

    /** Reads the whole table. */
    static VdiSpace of(VdiMap map, long blankFrom) throws IOException {
        var used = new BitSet();
        var end = new long[1];
        Entries.forEach(
                map,
                (block, entry) -> {
                    if (map.isValid(entry)) {
                        end[0] = Math.max(end[0], entry + 1);
                        if (entry < MOST_KNOWN) {
                            used.set((int) entry);
                        }
                    }
                });
        var space = new VdiSpace(end[0], blankFrom);
        if (end[0] <= MOST_KNOWN) {
            used.flip(0, (int) end[0]);
            space.holes.or(used);
        }
        return space;
    }

    /** A free block, the first there is. */
    long take() {
        int hole = holes.nextSetBit(0);
        if (hole >= 0) {
            holes.clear(hole);
            return hole;
        }
        return end++;
    }

    /** A block behind those in use, and behind the first so many. */
    long takeBehind(long first) {
        end = Math.max(end, first);
        return end++;
    }

    /**
     * Takes a block back.
     *
     * @param writtenTo where what was written to it may end, 0 if nothing was
     */
    void giveBack(long index, long writtenTo) {
        blankFrom = Math.max(blankFrom, writtenTo);
        if (index == end - 1) {
            end--;
        } else if (index < MOST_KNOWN) {
            holes.set((int) index);
        }
    }

    /** Says that the table names a block from now on. */
    void name(long index) {
        named = Math.max(named, index + 1);
    }

    /** The block behind the last one that the table names. */
    long named() {
        return named;
    }

    /** Whether nobody ever wrote at a place of the file. */
    boolean isBlank(long offset) {
        return offset >= blankFrom;
    }

    /** The block behind the last one in use. */
    long end() {
        return end;
    }
}
