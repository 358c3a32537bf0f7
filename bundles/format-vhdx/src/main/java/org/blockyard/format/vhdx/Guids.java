package org.blockyard.format.vhdx;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * Identifiers as they lie in images: the first three parts little-endian, the rest byte by byte.
 */
final class Guids {
    /** The identifier of nothing. */
    static final UUID NONE = new UUID(0, 0);

    private static final int LOW_AT = 8;

    private Guids() {}

    /** The identifier at a place of a little-endian buffer. */
    static UUID read(ByteBuffer bytes, int at) {
        long first = bytes.getInt(at) & 0xffff_ffffL;
        long second = bytes.getShort(at + 4) & 0xffff;
        long third = bytes.getShort(at + 6) & 0xffff;
        return new UUID(
                first << 32 | second << 16 | third, Long.reverseBytes(bytes.getLong(at + LOW_AT)));
    }

    /** Puts an identifier to a place of a little-endian buffer. */
    static void write(ByteBuffer bytes, int at, UUID id) {
        long high = id.getMostSignificantBits();
        bytes.putInt(at, (int) (high >> 32))
                .putShort(at + 4, (short) (high >> 16))
                .putShort(at + 6, (short) high)
                .putLong(at + LOW_AT, Long.reverseBytes(id.getLeastSignificantBits()));
    }
}
