package org.blockyard.filter.blklogwrites;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The first sector of a log: see the kernel's documentation of dm-log-writes. Little-endian.
 *
 * @param entries how many entries follow
 * @param sectorSize the unit of the log in bytes
 */
record SuperBlock(long entries, int sectorSize) {
    /** The unit if nobody says otherwise, and the bytes of this structure. */
    static final int SECTOR = 512;

    private static final long MAGIC = 0x6a736677736872L;
    private static final long VERSION = 1;
    private static final int VERSION_AT = 8;
    private static final int ENTRIES_AT = 16;
    private static final int SECTOR_SIZE_AT = 24;
    private static final int LENGTH = 28;

    /** The log's own documentation has no bound; larger ones are a mistake. */
    private static final int SIZES = 1 << 24;

    /** That of a log without entries. */
    static SuperBlock empty(long sectorSize) throws BlockException {
        if (sectorSize <= 0 || sectorSize >= SIZES || Long.bitCount(sectorSize) != 1) {
            throw LogWritesDriver.wrong("Invalid log sector size " + sectorSize);
        }
        return new SuperBlock(0, (int) sectorSize);
    }

    /** How much of the log has to be read for it. */
    static int length() {
        return LENGTH;
    }

    static SuperBlock read(ByteBuffer bytes) throws BlockException {
        var from = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (from.getLong(0) != MAGIC) {
            throw invalid("Invalid log superblock magic");
        }
        if (from.getLong(VERSION_AT) != VERSION) {
            throw invalid("Unsupported log version " + from.getLong(VERSION_AT));
        }
        long entries = from.getLong(ENTRIES_AT);
        if (entries < 0) {
            throw invalid("Invalid number of log entries " + Long.toUnsignedString(entries));
        }
        var block = empty(Integer.toUnsignedLong(from.getInt(SECTOR_SIZE_AT)));
        return new SuperBlock(entries, block.sectorSize());
    }

    void write(ByteBuffer bytes) {
        bytes.order(ByteOrder.LITTLE_ENDIAN)
                .putLong(0, MAGIC)
                .putLong(VERSION_AT, VERSION)
                .putLong(ENTRIES_AT, entries)
                .putInt(SECTOR_SIZE_AT, sectorSize);
    }

    private static BlockException invalid(String sentence) {
        return new BlockException(ErrorKind.INVALID_FORMAT, sentence);
    }
}
