package org.blockyard.format.vhdx;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** The checksum of headers, tables and log entries: CRC-32C with zeroes in its own place. */
final class Checksum {
    /** Where it lies in each structure that has one. */
    static final int AT = 4;

    private Checksum() {}

    /** Whether a structure, from its start to the buffer's limit, has the right one. */
    static boolean isRight(ByteBuffer structure) {
        return structure.getInt(AT) == of(structure);
    }

    /** Puts the right one in. */
    static void put(ByteBuffer structure) {
        structure.putInt(AT, of(structure));
    }

    private static int of(ByteBuffer structure) {
        var sum = new CRC32C();
        sum.update(structure.slice(0, AT));
        sum.update(new byte[Integer.BYTES]);
        int rest = AT + Integer.BYTES;
        sum.update(structure.slice(rest, structure.limit() - rest));
        return (int) sum.getValue();
    }
}
