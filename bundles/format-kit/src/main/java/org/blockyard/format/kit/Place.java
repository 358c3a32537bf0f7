package org.blockyard.format.kit;

import java.util.Optional;

/** Where the bytes of one block of a disk are, as the format's tables say. */
public sealed interface Place {
    /** The table that says it is not in memory. */
    Place UNKNOWN = new Unknown();

    /**
     * This layer has nothing: the backing shows, or zeroes if there is none. Formats that never
     * have a backing say {@link #ZERO}.
     */
    Place ABSENT = new Absent();

    /** It reads as zeroes, and no space is kept for it. */
    Place ZERO = new Zero(Optional.empty());

    /**
     * As they are, in the image's file, and the block's own: they may be overwritten there.
     *
     * @param offset where the block begins in the file
     */
    record Data(long offset) implements Place {}

    /**
     * Zeroes.
     *
     * @param kept the space that is kept for them, which holds anything
     */
    record Zero(Optional<Data> kept) implements Place {}

    /**
     * A block of which only some sectors are here; the others are the backing's.
     *
     * @param data the space for all of it
     * @param sectors those that are there
     */
    record Partial(Data data, Sectors sectors) implements Place {}

    /**
     * Stored in some other form, such as compressed; {@link BlockMap#unpack} has the bytes.
     *
     * @param token what the format needs to find them
     */
    record Packed(long token) implements Place {}

    /** Nothing here. */
    record Absent() implements Place {}

    /** Not known without reading a table. */
    record Unknown() implements Place {}

    /** Which sectors of a block are there. Any thread, never blocks. */
    @FunctionalInterface
    interface Sectors {
        /** Whether a sector (512 bytes, counted from the block's start) is there. */
        boolean has(int sector);
    }
}
