package org.blockyard.format.qcow2.internal.layout;

/** An entry of an L1 table (specification: Cluster mapping). */
public final class L1Entry {
    /** Set if the L2 table's reference count is exactly one, so that it may be written. */
    public static final long COPIED = 1L << 63;

    /** Bits 9 to 55: where the L2 table begins. */
    public static final long OFFSET_MASK = 0x00ff_ffff_ffff_fe00L;

    /** Bits that must be zero. */
    public static final long RESERVED_MASK = 0x7f00_0000_0000_01ffL;

    private L1Entry() {}

    /** Where the L2 table begins; 0 if there is none. */
    public static long offset(long entry) {
        return entry & OFFSET_MASK;
    }

    /** Whether the L2 table may be written in place. */
    public static boolean copied(long entry) {
        return (entry & COPIED) != 0;
    }
}
