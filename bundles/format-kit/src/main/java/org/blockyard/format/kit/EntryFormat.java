package org.blockyard.format.kit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How the entries of a table are stored.
 *
 * @param size bytes an entry: 4 (unsigned) or 8
 * @param order the order of their bytes
 */
public record EntryFormat(int size, ByteOrder order) {
    /** 32-bit entries, lowest byte first. */
    public static final EntryFormat LE32 = new EntryFormat(4, ByteOrder.LITTLE_ENDIAN);

    /** 32-bit entries, highest byte first. */
    public static final EntryFormat BE32 = new EntryFormat(4, ByteOrder.BIG_ENDIAN);

    /** 64-bit entries, lowest byte first. */
    public static final EntryFormat LE64 = new EntryFormat(8, ByteOrder.LITTLE_ENDIAN);

    /** 64-bit entries, highest byte first. */
    public static final EntryFormat BE64 = new EntryFormat(8, ByteOrder.BIG_ENDIAN);

    /** Checks the size. */
    public EntryFormat {
        if (size != 4 && size != 8) {
            throw new IllegalArgumentException("entries of " + size + " bytes");
        }
    }

    /** Takes the entries out of a buffer, from position to limit. */
    long[] decode(ByteBuffer bytes) {
        var source = bytes.slice().order(order);
        var entries = new long[source.remaining() / size];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = size == 4 ? source.getInt(4 * i) & 0xFFFF_FFFFL : source.getLong(8 * i);
        }
        return entries;
    }

    /** A buffer of entries, ready to be written. */
    public ByteBuffer encode(long... entries) {
        var target = ByteBuffer.allocate(entries.length * size).order(order);
        for (long entry : entries) {
            if (size == 4) {
                target.putInt((int) entry);
            } else {
                target.putLong(entry);
            }
        }
        return target.flip();
    }
}
