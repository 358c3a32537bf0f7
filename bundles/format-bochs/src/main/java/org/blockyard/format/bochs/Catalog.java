package org.blockyard.format.bochs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The catalog: which extent of the file holds each extent of the disk. */
final class Catalog {
    /** The number that says that the file holds nothing of an extent. */
    static final long ABSENT = 0xffffffffL;

    private final int[] entries;

    private Catalog(int[] entries) {
        this.entries = entries;
    }

    /** The catalog in its on-disk form: little-endian numbers of 32 bits. */
    static Catalog of(ByteBuffer bytes) {
        var entries = new int[bytes.remaining() / Integer.BYTES];
        bytes.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(entries);
        return new Catalog(entries);
    }

    /** The number of the extent in the file, or {@link #ABSENT}. */
    long number(int extent) {
        return Integer.toUnsignedLong(entries[extent]);
    }
}
