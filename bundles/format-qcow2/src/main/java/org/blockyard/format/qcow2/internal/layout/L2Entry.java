package org.blockyard.format.qcow2.internal.layout;

/** An entry of an L2 table (specification: Cluster mapping, standard cluster descriptor). */
public final class L2Entry {
    /**
     * Set for a standard cluster whose reference count is exactly one, so that it may be written.
     */
    public static final long COPIED = 1L << 63;

    /** Set for a compressed cluster. */
    public static final long COMPRESSED = 1L << 62;

    /** Set for a standard cluster that reads as zeroes. */
    public static final long ZERO = 1L;

    /** Bits 9 to 55: where the cluster begins. */
    public static final long OFFSET_MASK = 0x00ff_ffff_ffff_fe00L;

    /** Bits of a standard descriptor that must be zero. */
    public static final long RESERVED_MASK = 0x3f00_0000_0000_01feL;

    /** All bits of a standard descriptor that say where the data are; the rest is about writing. */
    public static final long PLACE_MASK = COMPRESSED | OFFSET_MASK | ZERO;

    /** What an entry says of its cluster. */
    public enum Kind {
        /** Nothing: the backing has it. */
        UNALLOCATED,
        /** It reads as zeroes and has no place. */
        ZERO,
        /** It reads as zeroes and has a place. */
        ZERO_ALLOCATED,
        /** It is at its place. */
        DATA,
        /** It is packed. */
        COMPRESSED
    }

    private L2Entry() {}

    /** What the entry says. */
    public static Kind kind(long entry) {
        if ((entry & COMPRESSED) != 0) {
            return Kind.COMPRESSED;
        }
        boolean placed = (entry & OFFSET_MASK) != 0;
        if ((entry & ZERO) != 0) {
            return placed ? Kind.ZERO_ALLOCATED : Kind.ZERO;
        }
        return placed ? Kind.DATA : Kind.UNALLOCATED;
    }

    /** Where a standard cluster begins; 0 if it has no place. */
    public static long offset(long entry) {
        return entry & OFFSET_MASK;
    }

    /** Whether the cluster may be written in place; meaningless for compressed ones. */
    public static boolean copied(long entry) {
        return (entry & (COPIED | COMPRESSED)) == COPIED;
    }

    /** Whether it is data that may be written in place. */
    public static boolean writable(long entry) {
        return (entry & (COPIED | COMPRESSED | ZERO)) == COPIED && (entry & OFFSET_MASK) != 0;
    }

    /** Whether it is plain data at a place. */
    public static boolean isData(long entry) {
        return (entry & (COMPRESSED | ZERO)) == 0 && (entry & OFFSET_MASK) != 0;
    }

    /** The entry of a data cluster that belongs to the disk alone. */
    public static long data(long offset) {
        return offset | COPIED;
    }
}
