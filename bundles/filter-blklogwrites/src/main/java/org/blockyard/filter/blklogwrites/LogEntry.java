package org.blockyard.filter.blklogwrites;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The head of an entry, which has a sector to itself; what was written follows it. Little-endian.
 *
 * @param sector where it was written
 * @param sectors how much
 * @param flags what kind of request it was
 */
record LogEntry(long sector, long sectors, long flags) {
    static final long FLUSH = 1;
    static final long FUA = 2;
    static final long DISCARD = 4;

    private static final int SECTORS_AT = 8;
    private static final int FLAGS_AT = 16;
    private static final int DATA_AT = 24;
    private static final int LENGTH = 32;

    /** How much of its sector has to be read for it. */
    static int length() {
        return LENGTH;
    }

    static LogEntry read(ByteBuffer bytes) {
        var from = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        return new LogEntry(from.getLong(0), from.getLong(SECTORS_AT), from.getLong(FLAGS_AT));
    }

    void write(ByteBuffer bytes) {
        bytes.order(ByteOrder.LITTLE_ENDIAN)
                .putLong(0, sector)
                .putLong(SECTORS_AT, sectors)
                .putLong(FLAGS_AT, flags)
                .putLong(DATA_AT, 0);
    }

    /** How many sectors of data follow it. */
    long dataSectors() {
        return (flags & DISCARD) != 0 ? 0 : sectors;
    }
}
