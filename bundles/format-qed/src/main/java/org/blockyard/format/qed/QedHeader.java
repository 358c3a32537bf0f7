package org.blockyard.format.qed;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The structure at the start of an image: 64 bytes, little-endian (specification: Header).
 *
 * @param clusterSize bytes of a cluster
 * @param tableSize clusters of a table
 * @param headerSize clusters of the header and of what belongs to it
 * @param features what a reader must know
 * @param compatible what a reader need not know
 * @param autoclear what a writer takes away if it does not know it
 * @param l1Offset where the L1 table is
 * @param imageSize the disk's length
 * @param backingOffset where the backing file's name is
 * @param backingLength the name's bytes
 */
record QedHeader(
        int clusterSize,
        int tableSize,
        long headerSize,
        long features,
        long compatible,
        long autoclear,
        long l1Offset,
        long imageSize,
        long backingOffset,
        long backingLength) {
    static final int MAGIC = 'Q' | 'E' << 8 | 'D' << 16;

    /** Bytes of the structure. */
    static final int LENGTH = 64;

    /** The longest name of a backing file. */
    static final int MOST_NAME = 1023;

    /** The image has a backing file. */
    static final long BACKING = 1;

    /** The tables may contradict themselves. */
    static final long NEED_CHECK = 1 << 1;

    /** The backing file is raw and must not be probed. */
    static final long BACKING_RAW = 1 << 2;

    static final int SECTOR = 512;
    static final int LEAST_CLUSTER = 4 << 10;
    static final int MOST_CLUSTER = 64 << 20;
    static final int LEAST_TABLE = 1;
    static final int MOST_TABLE = 16;

    private static final long KNOWN = BACKING | NEED_CHECK | BACKING_RAW;
    private static final int ENTRY_BITS = 3;

    /**
     * Reads and checks the structure.
     *
     * @param fileLength how long the file is
     */
    static QedHeader read(ByteBuffer bytes, long fileLength) throws BlockException {
        var in = bytes.order(ByteOrder.LITTLE_ENDIAN);
        require(in.getInt() == MAGIC, "Image not in QED format");
        var header =
                new QedHeader(
                        in.getInt(),
                        in.getInt(),
                        in.getInt() & 0xffff_ffffL,
                        in.getLong(),
                        in.getLong(),
                        in.getLong(),
                        in.getLong(),
                        in.getLong(),
                        in.getInt() & 0xffff_ffffL,
                        in.getInt() & 0xffff_ffffL);
        header.check(fileLength);
        return header;
    }

    private void check(long fileLength) throws BlockException {
        long unknown = features & ~KNOWN;
        if (unknown != 0) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "Unsupported QED features: " + Long.toHexString(unknown));
        }
        require(isClusterSize(clusterSize), "QED cluster size is invalid");
        require(isTableSize(tableSize), "QED table size is invalid");
        require(isImageSize(imageSize, clusterSize, tableSize), "QED image size is invalid");
        require(isTable(l1Offset, fileLength), "QED table offset is invalid");
        if (has(BACKING)) {
            require(
                    backingOffset + backingLength <= headerBytes(),
                    "QED backing filename offset is invalid");
            require(backingLength <= MOST_NAME, "Failed to read backing filename");
        }
    }

    private static void require(boolean holds, String otherwise) throws BlockException {
        if (!holds) {
            throw new BlockException(ErrorKind.INVALID_FORMAT, otherwise);
        }
    }

    static boolean isClusterSize(int size) {
        return size >= LEAST_CLUSTER && size <= MOST_CLUSTER && Integer.bitCount(size) == 1;
    }

    static boolean isTableSize(int size) {
        return size >= LEAST_TABLE && size <= MOST_TABLE && Integer.bitCount(size) == 1;
    }

    /** Whether a disk may have that length. */
    static boolean isImageSize(long size, int clusterSize, int tableSize) {
        return size >= 0 && size % SECTOR == 0 && size <= mostImageSize(clusterSize, tableSize);
    }

    /** The longest disk that tables can describe, in whole sectors. */
    static long mostImageSize(int clusterSize, int tableSize) {
        int tableBits = tableBits(clusterSize, tableSize);
        int bits = 2 * tableBits + Integer.numberOfTrailingZeros(clusterSize);
        return bits < Long.SIZE - 1 ? 1L << bits : Long.MAX_VALUE & -SECTOR;
    }

    private static int tableBits(int clusterSize, int tableSize) {
        return Integer.numberOfTrailingZeros(clusterSize)
                + Integer.numberOfTrailingZeros(tableSize)
                - ENTRY_BITS;
    }

    /** Whether a cluster of data can be at an offset in a file so long. */
    boolean isCluster(long offset, long fileLength) {
        return (offset & clusterSize - 1) == 0
                && offset >= headerBytes()
                && offset < (fileLength & -clusterSize);
    }

    /** Whether a table can be at an offset in a file so long. */
    boolean isTable(long offset, long fileLength) {
        long last = tableBytes() - clusterSize;
        return offset <= Long.MAX_VALUE - last
                && isCluster(offset, fileLength)
                && isCluster(offset + last, fileLength);
    }

    /** Writes the structure. */
    ByteBuffer bytes() {
        return ByteBuffer.allocate(LENGTH)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(MAGIC)
                .putInt(clusterSize)
                .putInt(tableSize)
                .putInt((int) headerSize)
                .putLong(features)
                .putLong(compatible)
                .putLong(autoclear)
                .putLong(l1Offset)
                .putLong(imageSize)
                .putInt((int) backingOffset)
                .putInt((int) backingLength)
                .flip();
    }

    boolean has(long feature) {
        return (features & feature) != 0;
    }

    /** The same image with or without a feature. */
    QedHeader withFeature(long feature, boolean present) {
        return with(present ? features | feature : features & ~feature, autoclear, imageSize);
    }

    /** The same image without features that are to be cleared by who does not know them. */
    QedHeader withoutAutoclear() {
        return with(features, 0, imageSize);
    }

    /** The same image with another length. */
    QedHeader withImageSize(long size) {
        return with(features, autoclear, size);
    }

    private QedHeader with(long newFeatures, long newAutoclear, long newSize) {
        return new QedHeader(
                clusterSize,
                tableSize,
                headerSize,
                newFeatures,
                compatible,
                newAutoclear,
                l1Offset,
                newSize,
                backingOffset,
                backingLength);
    }

    /** The same image with its backing file's name right behind this structure. */
    QedHeader withBacking(int length, boolean raw) {
        long others = features & ~(BACKING | BACKING_RAW);
        if (length > 0) {
            others |= raw ? BACKING | BACKING_RAW : BACKING;
        }
        return new QedHeader(
                clusterSize,
                tableSize,
                headerSize,
                others,
                compatible,
                autoclear,
                l1Offset,
                imageSize,
                length > 0 ? LENGTH : backingOffset,
                length);
    }

    /** Bytes of the header and of what belongs to it. */
    long headerBytes() {
        return headerSize * clusterSize;
    }

    /** Bytes of a table. */
    long tableBytes() {
        return (long) tableSize * clusterSize;
    }

    /** Entries of a table. */
    long tableEntries() {
        return tableBytes() >> ENTRY_BITS;
    }

    /** How many clusters the disk has, the last one perhaps in part. */
    long clusters() {
        return imageSize / clusterSize + (imageSize % clusterSize > 0 ? 1 : 0);
    }
}
