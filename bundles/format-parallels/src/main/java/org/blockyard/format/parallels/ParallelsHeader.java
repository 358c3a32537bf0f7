package org.blockyard.format.parallels;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.blockyard.format.kit.Fields;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The header of an expandable image (parallels.rst, "Header"). All numbers are little-endian; the
 * block allocation table follows it. What {@link #read} returns is within all limits.
 *
 * @param extended whether the table counts in clusters, not in sectors ("WithouFreSpacExt")
 * @param cylinders a third of the geometry that guests were once told
 * @param clusterSectors sectors a cluster ("tracks")
 * @param entries how many entries the table has
 * @param sectors sectors of the disk
 * @param inUse whether it was not closed cleanly
 * @param dataSector where the clusters begin, in sectors
 * @param extensionSector where the format extension is, in sectors; 0 if there is none
 */
record ParallelsHeader(
        boolean extended,
        long cylinders,
        int clusterSectors,
        int entries,
        long sectors,
        boolean inUse,
        long dataSector,
        long extensionSector) {
    /** Bytes of a header; the table begins there. */
    static final int LENGTH = 64;

    static final int SECTOR = 512;

    /** Where the mark lies that says that it is open. */
    static final int IN_USE_AT = 44;

    static final int DATA_AT = 48;
    static final int EXTENSION_AT = 56;

    /** The mark of an image that is open for writing. */
    static final int IN_USE = 0x746f6e59;

    private static final String MAGIC = "WithoutFreeSpace";
    private static final String EXTENDED_MAGIC = "WithouFreSpacExt";
    private static final int VERSION_AT = 16;
    private static final int HEADS_AT = 20;
    private static final int CYLINDERS_AT = 24;
    private static final int CLUSTER_AT = 28;
    private static final int ENTRIES_AT = 32;
    private static final int SECTORS_AT = 36;

    private static final int VERSION = 2;

    /** Heads of the geometry that is told of new disks; it has 32 sectors a track. */
    private static final int HEADS = 16;

    private static final int TRACK_SECTORS = 32;

    private static final int MOST_CLUSTER_SECTORS = Integer.MAX_VALUE / 513;
    static final long MOST_ENTRIES = Integer.MAX_VALUE / Integer.BYTES;

    /** The largest cluster that is read and written here. */
    static final int MOST_CLUSTER = 1 << 30;

    /** A header of a new disk. */
    static ParallelsHeader of(long sectors, int clusterSectors, int entries, long dataSector) {
        return new ParallelsHeader(
                true,
                sectors / HEADS / TRACK_SECTORS,
                clusterSectors,
                entries,
                sectors,
                false,
                dataSector,
                0);
    }

    /** Whether bytes begin as an image does. */
    static boolean isParallels(ByteBuffer prefix) {
        if (prefix.remaining() < LENGTH) {
            return false;
        }
        var magic = prefix.slice(prefix.position(), MAGIC.length());
        var version = prefix.slice(prefix.position() + VERSION_AT, Integer.BYTES);
        return (magic.equals(bytes(MAGIC)) || magic.equals(bytes(EXTENDED_MAGIC)))
                && Integer.reverseBytes(version.getInt()) == VERSION;
    }

    private static ByteBuffer bytes(String magic) {
        return ByteBuffer.wrap(magic.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * The header that begins a buffer.
     *
     * @throws BlockException of kind {@code INVALID_FORMAT} if it is none, or beyond the limits
     */
    static ParallelsHeader read(ByteBuffer prefix) throws BlockException {
        require(isParallels(prefix), "Image not in Parallels format");
        var fields = Fields.littleEndian("parallels header", prefix);
        boolean extended =
                prefix.slice(prefix.position(), MAGIC.length()).equals(bytes(EXTENDED_MAGIC));
        long cluster = fields.u32(CLUSTER_AT);
        require(cluster > 0, "Invalid image: Zero sectors per track");
        require(
                cluster <= MOST_CLUSTER_SECTORS && cluster * SECTOR <= MOST_CLUSTER,
                "Invalid image: Too big cluster");
        long entries = fields.u32(ENTRIES_AT);
        require(entries <= MOST_ENTRIES, "Catalog too large");
        // the older variant has only half as many bytes for it
        long sectors = extended ? fields.u64(SECTORS_AT) : fields.u32(SECTORS_AT);
        require(
                sectors >= 0 && sectors <= entries * cluster,
                "Catalog is too small for a disk of "
                        + Long.toUnsignedString(sectors)
                        + " sectors");
        return new ParallelsHeader(
                extended,
                fields.u32(CYLINDERS_AT),
                (int) cluster,
                (int) entries,
                sectors,
                fields.u32(IN_USE_AT) == IN_USE,
                fields.u32(DATA_AT),
                fields.u64(EXTENSION_AT));
    }

    private static void require(boolean holds, String otherwise) throws BlockException {
        if (!holds) {
            throw new BlockException(ErrorKind.INVALID_FORMAT, otherwise);
        }
    }

    /** The header as it is stored. */
    ByteBuffer bytes() throws BlockException {
        return Fields.littleEndian("parallels header", ByteBuffer.allocate(LENGTH))
                .putBytes(
                        0, (extended ? EXTENDED_MAGIC : MAGIC).getBytes(StandardCharsets.US_ASCII))
                .putU32(VERSION_AT, VERSION)
                .putU32(HEADS_AT, HEADS)
                .putU32(CYLINDERS_AT, cylinders)
                .putU32(CLUSTER_AT, clusterSectors)
                .putU32(ENTRIES_AT, entries)
                .putU64(SECTORS_AT, sectors)
                .putU32(IN_USE_AT, inUse ? IN_USE : 0)
                .putU32(DATA_AT, dataSector)
                .putU64(EXTENSION_AT, extensionSector)
                .bytes();
    }

    /** Bytes of the disk. */
    long length() {
        return sectors * SECTOR;
    }

    /** Bytes of a cluster. */
    int clusterSize() {
        return clusterSectors * SECTOR;
    }

    /** Bytes that an entry of the table counts. */
    long unit() {
        return extended ? clusterSize() : SECTOR;
    }

    /** Where the table ends. */
    long tableEnd() {
        return LENGTH + (long) entries * Integer.BYTES;
    }

    /** Where the first cluster may begin. */
    long leastDataStart() {
        return roundUp(tableEnd(), unit());
    }

    /** Where clusters begin: what the header says, if that can be. */
    long dataStart() {
        return dataStartIsSound() ? dataSector * SECTOR : leastDataStart();
    }

    /** Whether the header says where clusters can begin. Old images leave it to the reader. */
    boolean dataStartIsSound() {
        long start = dataSector * SECTOR;
        return start >= leastDataStart() && start % unit() == 0;
    }

    /** The next multiple. */
    static long roundUp(long value, long unit) {
        return Math.ceilDiv(value, unit) * unit;
    }
}
