package org.blockyard.format.qcow2.internal.layout;

/**
 * The second half of an extended L2 entry (specification: Extended L2 Entries): for each of 32
 * subclusters whether it has its place in the cluster, and whether it reads as zeroes. What the two
 * halves say is put as a standard entry: of one subcluster with the place of its own, or of the
 * whole cluster as far as a standard entry can say it.
 */
public final class Subclusters {
    /** How many there are. */
    public static final int COUNT = 32;

    /** All have their places. */
    public static final long ALL_PLACED = 0xffffffffL;

    /** All read as zeroes. */
    public static final long ALL_ZERO = ALL_PLACED << 32;

    /** In a standard entry: what the halves say contradicts itself. */
    public static final long INVALID = 1L << 1;

    /** In a standard entry of a whole cluster without a place: some subclusters read as zeroes. */
    public static final long PARTLY = 1L << 2;

    private Subclusters() {}

    /** The entry of one subcluster. */
    public static long unit(long entry, long bits, int index, Geometry geometry) {
        if ((entry & L2Entry.COMPRESSED) != 0) {
            return bits == 0 ? entry : INVALID | L2Entry.ZERO;
        }
        long offset = L2Entry.offset(entry);
        boolean placed = (bits >>> index & 1) != 0;
        boolean zero = (bits >>> index + COUNT & 1) != 0;
        if (placed && (zero || offset == 0) || !geometry.aligned(offset)) {
            return INVALID | L2Entry.ZERO;
        }
        long copied = entry & L2Entry.COPIED;
        long place = offset + ((long) index << geometry.unitBits());
        if (zero) {
            return offset == 0 ? L2Entry.ZERO : place | copied | L2Entry.ZERO;
        }
        return placed ? place | copied : 0;
    }

    /** The entry of the whole cluster. */
    public static long whole(long entry, long bits, Geometry geometry) {
        if ((entry & L2Entry.COMPRESSED) != 0) {
            return bits == 0 ? entry : INVALID | L2Entry.ZERO;
        }
        if ((bits >>> COUNT & bits) != 0 || !geometry.aligned(L2Entry.offset(entry))) {
            return INVALID | L2Entry.ZERO;
        }
        if (L2Entry.offset(entry) == 0) {
            if ((bits & ALL_PLACED) != 0) {
                return INVALID | L2Entry.ZERO;
            }
            return bits == 0 ? 0 : bits == ALL_ZERO ? L2Entry.ZERO : L2Entry.ZERO | PARTLY;
        }
        long plain = entry & (L2Entry.COPIED | L2Entry.OFFSET_MASK);
        return bits == ALL_ZERO ? plain | L2Entry.ZERO : plain;
    }

    /** The first half of the entry that a standard one becomes. */
    public static long first(long whole) {
        return (whole & L2Entry.COMPRESSED) != 0
                ? whole
                : whole & (L2Entry.COPIED | L2Entry.OFFSET_MASK);
    }

    /** The second half of the entry that a standard one becomes. */
    public static long second(long whole) {
        return switch (L2Entry.kind(whole)) {
            case DATA -> ALL_PLACED;
            case ZERO, ZERO_ALLOCATED -> ALL_ZERO;
            case UNALLOCATED, COMPRESSED -> 0;
        };
    }

    /** The bits of the subclusters from one to before another. */
    public static long mask(int from, int to) {
        return (ALL_PLACED >>> COUNT - (to - from) & (to > from ? ALL_PLACED : 0)) << from;
    }
}
