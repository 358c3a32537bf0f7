package org.blockyard.format.vhdx;

/** An entry of the table of blocks ([MS-VHDX] 2.5.1): a state, and a place in units of 1 MiB. */
final class BatEntry {
    /** Nothing is known of the block: the parent's shows, or zeroes. */
    static final int NOT_PRESENT = 0;

    /** The block's content is undefined. */
    static final int UNDEFINED = 1;

    /** The block reads as zeroes. */
    static final int ZERO = 2;

    /** The block was given back. */
    static final int UNMAPPED = 3;

    /** The same, as a draft of the format had it. */
    static final int UNMAPPED_IN_DRAFT = 5;

    /** The block is at its place; of blocks of bits as well. */
    static final int PRESENT = 6;

    /** Some sectors of the block are, the others are the parent's. */
    static final int PARTIALLY_PRESENT = 7;

    private static final int STATE_MASK = 7;
    private static final int UNIT_BITS = 20;

    private BatEntry() {}

    /** The state. */
    static int state(long entry) {
        return (int) entry & STATE_MASK;
    }

    /** The place in the file, in bytes; 2^64 at most, so it may be negative in hostile images. */
    static long offset(long entry) {
        return entry >>> UNIT_BITS << UNIT_BITS;
    }

    /** The entry of a block at a place. */
    static long at(long offset, int state) {
        return offset | state;
    }
}
