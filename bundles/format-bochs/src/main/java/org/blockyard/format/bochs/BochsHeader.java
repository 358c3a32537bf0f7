package org.blockyard.format.bochs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The header of a growing image (Bochs' "redolog"), version 1 or 2. All numbers are little-endian.
 * What {@link #read} returns is within all limits.
 *
 * @param headerLength bytes before the catalog
 * @param catalogEntries how many extents the disk may have
 * @param bitmapLength bytes of an extent's bitmap
 * @param extentLength bytes of an extent's data, a power of two
 * @param diskLength bytes of the disk, in whole sectors
 */
record BochsHeader(
        long headerLength,
        int catalogEntries,
        int bitmapLength,
        int extentLength,
        long diskLength) {
    /** Bytes that are looked at. */
    static final int LENGTH = 512;

    static final int SECTOR = 512;
    static final int VERSION_1 = 0x10000;
    static final int VERSION_2 = 0x20000;

    private static final int TYPE_AT = 32;
    private static final int SUBTYPE_AT = 48;
    private static final int VERSION_AT = 64;
    private static final int HEADER_LENGTH_AT = 68;
    private static final int CATALOG_AT = 72;
    private static final int BITMAP_AT = 76;
    private static final int EXTENT_AT = 80;
    private static final int DISK_AT_V1 = 84;
    private static final int DISK_AT_V2 = 88;
    private static final int FIXED_PART = 96;

    private static final int MOST_ENTRIES = 0x100000;
    private static final int MOST_EXTENT = 0x800000;

    /** Whether bytes begin as a growing image does. */
    static boolean isBochs(ByteBuffer prefix) {
        if (prefix.remaining() < FIXED_PART) {
            return false;
        }
        var bytes = prefix.slice().order(ByteOrder.LITTLE_ENDIAN);
        int version = bytes.getInt(VERSION_AT);
        return says(bytes, 0, "Bochs Virtual HD Image")
                && says(bytes, TYPE_AT, "Redolog")
                && says(bytes, SUBTYPE_AT, "Growing")
                && (version == VERSION_1 || version == VERSION_2);
    }

    private static boolean says(ByteBuffer bytes, int at, String text) {
        var ended = (text + "\0").getBytes(StandardCharsets.US_ASCII);
        return bytes.slice(at, ended.length).equals(ByteBuffer.wrap(ended));
    }

    /**
     * The header that begins a buffer.
     *
     * @throws BlockException of kind {@code INVALID_FORMAT} if it is none, or beyond the limits
     */
    static BochsHeader read(ByteBuffer prefix) throws BlockException {
        require(isBochs(prefix), "Image not in Bochs format");
        var bytes = prefix.slice().order(ByteOrder.LITTLE_ENDIAN);
        boolean first = bytes.getInt(VERSION_AT) == VERSION_1;
        long entries = unsigned(bytes, CATALOG_AT);
        require(entries <= MOST_ENTRIES, "Catalog size is too large");
        long extent = unsigned(bytes, EXTENT_AT);
        require(extent >= SECTOR, "Extent size must be at least 512");
        require(Long.bitCount(extent) == 1, "Extent size " + extent + " is not a power of two");
        require(extent <= MOST_EXTENT, "Extent size " + extent + " is too large");
        long bitmap = unsigned(bytes, BITMAP_AT);
        require(
                bitmap * Byte.SIZE >= extent / SECTOR,
                "Bitmap size " + bitmap + " is too small for the extent size");
        require(bitmap <= MOST_EXTENT, "Bitmap size " + bitmap + " is too large");
        long disk = bytes.getLong(first ? DISK_AT_V1 : DISK_AT_V2) & -SECTOR;
        require(
                disk >= 0 && Math.ceilDiv(disk, extent) <= entries,
                "Catalog size is too small for this disk size");
        return new BochsHeader(
                unsigned(bytes, HEADER_LENGTH_AT), (int) entries, (int) bitmap, (int) extent, disk);
    }

    private static long unsigned(ByteBuffer bytes, int at) {
        return Integer.toUnsignedLong(bytes.getInt(at));
    }

    private static void require(boolean holds, String otherwise) throws BlockException {
        if (!holds) {
            throw new BlockException(ErrorKind.INVALID_FORMAT, otherwise);
        }
    }

    /** Where the catalog begins. */
    long catalogOffset() {
        return headerLength;
    }

    /** Bytes of the catalog. */
    int catalogLength() {
        return catalogEntries * Integer.BYTES;
    }

    /** Where the bitmap of the extent with that number begins; its data follow the bitmap. */
    long bitmapOffset(long number) {
        return headerLength + catalogLength() + number * (bitmapSpace() + extentLength);
    }

    /** Bytes that a bitmap takes up: whole sectors. */
    long bitmapSpace() {
        return Math.ceilDiv(bitmapLength, SECTOR) * (long) SECTOR;
    }
}
