package org.blockyard.format.vhdx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A sector in the log and its descriptor ([MS-VHDX] 2.3.1.3, 2.3.1.4). The sector's first eight and
 * last four bytes make room for marks by which a torn write is known, and are in the descriptor.
 * Little-endian.
 */
final class LogSector {
    /** "desc". */
    static final int DATA = 0x6373_6564;

    /** "zero": a descriptor without a sector, of a range of zeroes. */
    static final int ZEROES = 0x6f72_657a;

    /** "data". */
    private static final int SECTOR_SIGNATURE = 0x6174_6164;

    private static final int TRAILING_AT = 4;
    private static final int LEADING_AT = 8;
    private static final int LENGTH_AT = 8;
    private static final int OFFSET_AT = 16;
    private static final int SEQUENCE_AT = 24;

    private static final int HIGH_AT = 4;
    private static final int BODY_AT = 8;
    private static final int LOW_AT = LogEntry.SECTOR - Integer.BYTES;

    private LogSector() {}

    /** Puts a descriptor and its sector into an entry. */
    static void put(
            ByteBuffer entry,
            int descriptor,
            int sector,
            long offset,
            ByteBuffer content,
            long sequence) {
        var plain = content.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        entry.putInt(descriptor, DATA)
                .putInt(descriptor + TRAILING_AT, plain.getInt(LOW_AT))
                .putLong(descriptor + LEADING_AT, plain.getLong(0))
                .putLong(descriptor + OFFSET_AT, offset)
                .putLong(descriptor + SEQUENCE_AT, sequence);
        entry.putInt(sector, SECTOR_SIGNATURE)
                .putInt(sector + HIGH_AT, (int) (sequence >>> 32))
                .put(sector + BODY_AT, plain, BODY_AT, LOW_AT - BODY_AT)
                .putInt(sector + LOW_AT, (int) sequence);
    }

    /** Whether a descriptor is of an entry. */
    static boolean belongs(ByteBuffer descriptor, long sequence) {
        return descriptor.getLong(SEQUENCE_AT) == sequence && offset(descriptor) >= 0;
    }

    /** Where a descriptor's sector or zeroes go in the file. */
    static long offset(ByteBuffer descriptor) {
        return descriptor.getLong(OFFSET_AT);
    }

    /** How many zeroes there are to be. */
    static long zeroes(ByteBuffer descriptor) {
        return descriptor.getLong(LENGTH_AT);
    }

    /** Makes of a sector in the log what it is to be in the file; false if it is not whole. */
    static boolean restore(ByteBuffer descriptor, ByteBuffer sector, long sequence) {
        if (sector.getInt(0) != SECTOR_SIGNATURE
                || sector.getInt(HIGH_AT) != (int) (sequence >>> 32)
                || sector.getInt(LOW_AT) != (int) sequence) {
            return false;
        }
        sector.putLong(0, descriptor.getLong(LEADING_AT))
                .putInt(LOW_AT, descriptor.getInt(TRAILING_AT));
        return true;
    }
}
