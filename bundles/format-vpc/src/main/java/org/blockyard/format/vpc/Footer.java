package org.blockyard.format.vpc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.blockyard.io.BlockException;
import org.blockyard.io.Errno;
import org.blockyard.io.ErrorKind;

/**
 * The footer ("Hard Disk Footer Format"): the last sector of each image, and also the first of one
 * that grows. Big-endian. Fields that nobody here knows stay as they were read.
 */
final class Footer {
    /** Its length. */
    static final int SIZE = 512;

    /** "conectix". */
    static final long COOKIE = 0x636f_6e65_6374_6978L;

    /** Where a disk's data lie that has no further header. */
    static final long NO_HEADER = -1;

    /** The longest disk, in bytes. */
    static final long LONGEST = 2040L << 30;

    /** 2000-01-01, where time begins. */
    private static final long EPOCH = 946_684_800;

    private static final int FEATURES_AT = 8;
    private static final int VERSION_AT = 12;
    private static final int DATA_OFFSET_AT = 16;
    private static final int TIME_AT = 24;
    private static final int CREATOR_AT = 28;
    private static final int CREATOR_VERSION_AT = 32;
    private static final int CREATOR_HOST_AT = 36;
    private static final int ORIGINAL_SIZE_AT = 40;
    private static final int CURRENT_SIZE_AT = 48;
    private static final int GEOMETRY_AT = 56;
    private static final int TYPE_AT = 60;
    private static final int CHECKSUM_AT = 64;
    private static final int UNIQUE_ID_AT = 68;

    private static final int ALWAYS_SET = 2;
    private static final int VERSION = 0x0001_0000;
    private static final int CREATOR_VERSION = 0x0005_0003;
    private static final int WINDOWS = 0x5769_326b;

    private final ByteBuffer bytes;

    private Footer(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** The footer in a sector, if it begins as one does. */
    static Optional<Footer> in(ByteBuffer sector) {
        if (sector.remaining() < SIZE || sector.getLong(sector.position()) != COOKIE) {
            return Optional.empty();
        }
        var bytes = ByteBuffer.allocate(SIZE);
        bytes.put(0, sector, sector.position(), SIZE);
        return Optional.of(new Footer(bytes));
    }

    /** The footer of a new disk. */
    static Footer of(DiskType type, long size, DiskGeometry geometry, String creator) {
        var bytes = ByteBuffer.allocate(SIZE);
        bytes.putLong(0, COOKIE)
                .putInt(FEATURES_AT, ALWAYS_SET)
                .putInt(VERSION_AT, VERSION)
                .putLong(DATA_OFFSET_AT, type == DiskType.FIXED ? NO_HEADER : SIZE)
                .putInt(TIME_AT, now())
                .put(CREATOR_AT, creator.getBytes(StandardCharsets.ISO_8859_1))
                .putInt(CREATOR_VERSION_AT, CREATOR_VERSION)
                .putInt(CREATOR_HOST_AT, WINDOWS)
                .putLong(ORIGINAL_SIZE_AT, size)
                .putInt(TYPE_AT, type.number());
        var id = UUID.randomUUID();
        bytes.putLong(UNIQUE_ID_AT, id.getMostSignificantBits())
                .putLong(UNIQUE_ID_AT + Long.BYTES, id.getLeastSignificantBits());
        return new Footer(bytes).withSize(size, geometry);
    }

    /** Seconds since 2000. */
    static int now() {
        return (int) (Instant.now().getEpochSecond() - EPOCH);
    }

    /** This footer of a disk that is now so long. */
    Footer withSize(long size, DiskGeometry geometry) {
        var changed = ByteBuffer.allocate(SIZE).put(0, bytes, 0, SIZE);
        changed.putLong(CURRENT_SIZE_AT, size)
                .putShort(GEOMETRY_AT, (short) geometry.cylinders())
                .put(GEOMETRY_AT + 2, (byte) geometry.heads())
                .put(GEOMETRY_AT + 3, (byte) geometry.sectors());
        changed.putInt(CHECKSUM_AT, Checksum.of(changed, CHECKSUM_AT));
        return new Footer(changed);
    }

    /** This footer of a disk that is now exactly so long, by whatever it is counted. */
    Footer resized(long size) {
        var changed = ByteBuffer.allocate(SIZE).put(0, bytes, 0, SIZE);
        if (!Creator.countsBySize(creator())) {
            changed.put(CREATOR_AT, Creator.BY_SIZE.getBytes(StandardCharsets.ISO_8859_1));
        }
        return new Footer(changed).withSize(size, DiskGeometry.LARGEST);
    }

    /** Refuses a length that no disk can have. */
    static void requireLength(long length) throws BlockException {
        if (length < 0 || length > LONGEST) {
            throw new BlockException(
                    ErrorKind.OUT_OF_RANGE,
                    Errno.EFBIG,
                    "a disk of " + Long.toUnsignedString(length) + " bytes is too large for VHD",
                    null);
        }
    }

    /** Refuses a footer whose checksum is another. */
    void requireChecksum() throws BlockException {
        if (!isIntact()) {
            throw new BlockException(ErrorKind.INVALID_FORMAT, "Incorrect header checksum");
        }
    }

    /** Whether its checksum is right. */
    boolean isIntact() {
        return bytes.getInt(CHECKSUM_AT) == Checksum.of(bytes, CHECKSUM_AT);
    }

    /** Which image it is. */
    UUID uniqueId() {
        return new UUID(bytes.getLong(UNIQUE_ID_AT), bytes.getLong(UNIQUE_ID_AT + Long.BYTES));
    }

    /** Whether it is that of a disk over a parent. */
    boolean isDifferencing() {
        return type().filter(type -> type == DiskType.DIFFERENCING).isPresent();
    }

    /** What kind of image it is, if it is a known one. */
    Optional<DiskType> type() {
        return DiskType.of(bytes.getInt(TYPE_AT));
    }

    /** Whether it is that of a disk that does not grow. */
    boolean isFixed() {
        return type().filter(type -> type == DiskType.FIXED).isPresent();
    }

    /** Where the header of a disk that grows begins. */
    long dataOffset() {
        return bytes.getLong(DATA_OFFSET_AT);
    }

    /** Who made it: four characters. */
    String creator() {
        var name = new byte[4];
        bytes.get(CREATOR_AT, name);
        return new String(name, StandardCharsets.ISO_8859_1);
    }

    /** The disk's length as the footer tells it, in bytes. */
    long currentSize() {
        return bytes.getLong(CURRENT_SIZE_AT);
    }

    /** The disk's geometry. */
    DiskGeometry geometry() {
        return new DiskGeometry(
                bytes.getShort(GEOMETRY_AT) & 0xffff,
                bytes.get(GEOMETRY_AT + 2) & 0xff,
                bytes.get(GEOMETRY_AT + 3) & 0xff);
    }

    /** Its bytes, to be written. */
    ByteBuffer bytes() {
        return bytes.duplicate().clear();
    }
}
