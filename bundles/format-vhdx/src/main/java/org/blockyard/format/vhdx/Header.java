package org.blockyard.format.vhdx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.UUID;

/**
 * One of the two headers ([MS-VHDX] 2.2.2). Little-endian.
 *
 * @param sequence which of the two is younger
 * @param fileWrite changes when the file is written for the first time after it was opened
 * @param dataWrite changes when the disk's data are
 * @param log which entries of the log are to be replayed, if any
 * @param logVersion the version of the log's form
 * @param logLength bytes of the log
 * @param logOffset where it begins
 */
record Header(
        long sequence,
        UUID fileWrite,
        UUID dataWrite,
        UUID log,
        int logVersion,
        long logLength,
        long logOffset) {
    /** Its length. */
    static final int SIZE = 4096;

    /** "head". */
    private static final int SIGNATURE = 0x6461_6568;

    private static final int VERSION = 1;
    private static final int SEQUENCE_AT = 8;
    private static final int FILE_WRITE_AT = 16;
    private static final int DATA_WRITE_AT = 32;
    private static final int LOG_AT = 48;
    private static final int LOG_VERSION_AT = 64;
    private static final int VERSION_AT = 66;
    private static final int LOG_LENGTH_AT = 68;
    private static final int LOG_OFFSET_AT = 72;

    /** The header in a little-endian buffer, if it is one that is whole. */
    static Optional<Header> read(ByteBuffer bytes) {
        if (bytes.getInt(0) != SIGNATURE
                || !Checksum.isRight(bytes)
                || bytes.getShort(VERSION_AT) != VERSION) {
            return Optional.empty();
        }
        return Optional.of(
                new Header(
                        bytes.getLong(SEQUENCE_AT),
                        Guids.read(bytes, FILE_WRITE_AT),
                        Guids.read(bytes, DATA_WRITE_AT),
                        Guids.read(bytes, LOG_AT),
                        bytes.getShort(LOG_VERSION_AT) & 0xffff,
                        bytes.getInt(LOG_LENGTH_AT) & 0xffff_ffffL,
                        bytes.getLong(LOG_OFFSET_AT)));
    }

    /** Its bytes, to be written. */
    ByteBuffer bytes() {
        var bytes = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0, SIGNATURE)
                .putLong(SEQUENCE_AT, sequence)
                .putShort(LOG_VERSION_AT, (short) logVersion)
                .putShort(VERSION_AT, (short) VERSION)
                .putInt(LOG_LENGTH_AT, (int) logLength)
                .putLong(LOG_OFFSET_AT, logOffset);
        Guids.write(bytes, FILE_WRITE_AT, fileWrite);
        Guids.write(bytes, DATA_WRITE_AT, dataWrite);
        Guids.write(bytes, LOG_AT, log);
        Checksum.put(bytes);
        return bytes;
    }

    /** Whether the log may hold what is not in its place yet. */
    boolean logInUse() {
        return !log.equals(Guids.NONE);
    }

    /** This header, younger, of a file that is being written, and whose data change or do not. */
    Header written(boolean data) {
        return new Header(
                sequence + 1,
                UUID.randomUUID(),
                data ? UUID.randomUUID() : dataWrite,
                log,
                logVersion,
                logLength,
                logOffset);
    }

    /** This header, younger, with another log. */
    Header withLog(UUID id) {
        return new Header(sequence + 1, fileWrite, dataWrite, id, logVersion, logLength, logOffset);
    }
}
