package org.blockyard.format.vhdx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;

/**
 * The head of an entry of the log ([MS-VHDX] 2.3.1). Behind it are descriptors, and from the next
 * multiple of 4 KiB on the sectors that some of them are of. Little-endian.
 *
 * @param place where it begins in the log
 * @param length its bytes
 * @param tail where the oldest entry begins that has to be replayed with it
 * @param sequence its number
 * @param descriptors how many descriptors it has
 * @param flushedLength how long the file was at least when it was written
 * @param lastLength how long the file has to be
 */
record LogEntry(
        long place,
        long length,
        long tail,
        long sequence,
        long descriptors,
        long flushedLength,
        long lastLength) {
    /** Entries, sectors and places are multiples of it. */
    static final int SECTOR = 4096;

    /** Bytes of the head. */
    static final int HEAD = 64;

    /** Bytes of a descriptor. */
    static final int DESCRIPTOR = 32;

    /** Sectors whose descriptors lie in one sector with the head. */
    static final int MOST_SECTORS = (SECTOR - HEAD) / DESCRIPTOR;

    /** "loge". */
    private static final int SIGNATURE = 0x6567_6f6c;

    private static final int LENGTH_AT = 8;
    private static final int TAIL_AT = 12;
    private static final int SEQUENCE_AT = 16;
    private static final int DESCRIPTORS_AT = 24;
    private static final int LOG_AT = 32;
    private static final int FLUSHED_AT = 48;
    private static final int LAST_AT = 56;

    /** The head in a buffer, if it may be one of that log; its checksum was not looked at. */
    static Optional<LogEntry> read(ByteBuffer bytes, long place, Region region, UUID log) {
        if (bytes.getInt(0) != SIGNATURE || !Guids.read(bytes, LOG_AT).equals(log)) {
            return Optional.empty();
        }
        var entry =
                new LogEntry(
                        place,
                        bytes.getInt(LENGTH_AT) & 0xffff_ffffL,
                        bytes.getInt(TAIL_AT) & 0xffff_ffffL,
                        bytes.getLong(SEQUENCE_AT),
                        bytes.getInt(DESCRIPTORS_AT) & 0xffff_ffffL,
                        bytes.getLong(FLUSHED_AT),
                        bytes.getLong(LAST_AT));
        return entry.isSane(region.length()) ? Optional.of(entry) : Optional.empty();
    }

    private boolean isSane(long logLength) {
        return length > 0
                && length % SECTOR == 0
                && length <= logLength
                && tail % SECTOR == 0
                && tail < logLength
                && sequence > 0
                && sectorsAt() <= length
                && flushedLength >= 0
                && lastLength >= 0
                && lastLength <= Region.MOST_FILE;
    }

    /** Where the sectors begin, from the entry's start. */
    long sectorsAt() {
        return Math.ceilDiv(HEAD + descriptors * DESCRIPTOR, (long) SECTOR) * SECTOR;
    }

    /**
     * The bytes of an entry that puts sectors to their places in the file, and is replayed alone.
     *
     * @param sectors at most {@link #MOST_SECTORS}, by their places
     */
    ByteBuffer bytes(UUID log, SortedMap<Long, ByteBuffer> sectors) {
        var bytes = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0, SIGNATURE)
                .putInt(LENGTH_AT, (int) length)
                .putInt(TAIL_AT, (int) tail)
                .putLong(SEQUENCE_AT, sequence)
                .putInt(DESCRIPTORS_AT, (int) descriptors)
                .putLong(FLUSHED_AT, flushedLength)
                .putLong(LAST_AT, lastLength);
        Guids.write(bytes, LOG_AT, log);
        int descriptor = HEAD;
        int sector = (int) sectorsAt();
        for (var change : sectors.entrySet()) {
            LogSector.put(bytes, descriptor, sector, change.getKey(), change.getValue(), sequence);
            descriptor += DESCRIPTOR;
            sector += SECTOR;
        }
        Checksum.put(bytes);
        return bytes;
    }
}
