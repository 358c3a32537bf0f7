package org.blockyard.format.vpc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The header of a disk that grows ("Dynamic Disk Header Format"). Big-endian.
 *
 * @param bytes the header as it lies in the image
 */
record DynamicHeader(ByteBuffer bytes) {
    /** Its length. */
    static final int SIZE = 1024;

    /** Bytes of a block of the disks that are made here. */
    static final int BLOCK_SIZE = 2 << 20;

    /** What the table counts places in. */
    static final long SECTOR = 512;

    /** The table's entry of a block that has no place. */
    static final long UNUSED = 0xffff_ffffL;

    /** "cxsparse". */
    private static final long COOKIE = 0x6378_7370_6172_7365L;

    private static final int DATA_OFFSET_AT = 8;
    private static final int TABLE_OFFSET_AT = 16;
    private static final int VERSION_AT = 24;
    private static final int ENTRIES_AT = 28;
    private static final int BLOCK_SIZE_AT = 32;
    private static final int CHECKSUM_AT = 36;
    private static final int PARENT_ID_AT = 40;
    private static final int PARENT_TIME_AT = 56;
    private static final int PARENT_NAME_AT = 64;
    private static final int PARENT_NAME_SIZE = 512;
    private static final int LOCATORS_AT = 576;
    private static final int LOCATORS = 8;
    private static final int LOCATOR_SIZE = 24;
    private static final int LOCATOR_SPACE_AT = 4;
    private static final int LOCATOR_LENGTH_AT = 8;
    private static final int LOCATOR_OFFSET_AT = 16;
    private static final int VERSION = 0x0001_0000;

    /** Where the table's entries would no longer fit the numbers of other programs. */
    private static final long MOST_ENTRIES = Integer.MAX_VALUE / Integer.BYTES;

    /** The most that a table may take of our memory: over 2 TiB in blocks of 512 KiB. */
    private static final long MOST_KEPT = 8 << 20;

    /** The header of a new disk. */
    static DynamicHeader of(long tableOffset, int entries) {
        var bytes = ByteBuffer.allocate(SIZE);
        bytes.putLong(0, COOKIE)
                .putLong(DATA_OFFSET_AT, -1)
                .putLong(TABLE_OFFSET_AT, tableOffset)
                .putInt(VERSION_AT, VERSION)
                .putInt(ENTRIES_AT, entries)
                .putInt(BLOCK_SIZE_AT, BLOCK_SIZE);
        return summed(bytes);
    }

    /** The header that begins a buffer, refused if it is none or can't hold the disk. */
    static DynamicHeader read(ByteBuffer bytes, long diskSize) throws BlockException {
        if (bytes.getLong(0) != COOKIE) {
            throw wrong("Invalid header magic");
        }
        var header = new DynamicHeader(bytes);
        int blockSize = header.blockSize();
        if (blockSize < 512 || Integer.bitCount(blockSize) != 1) {
            throw wrong("Invalid block size " + Integer.toUnsignedString(blockSize));
        }
        int entries = header.entries();
        if (Integer.toUnsignedLong(entries) > MOST_ENTRIES) {
            throw wrong("Max Table Entries too large (" + entries + ")");
        }
        if ((long) blockSize * entries < diskSize) {
            throw wrong("Page table too small");
        }
        requireBlocks(header.blocks(diskSize), blockSize);
        if (header.tableOffset() < Footer.SIZE || header.tableOffset() > Footer.LONGEST) {
            throw wrong("the block allocation table lies at " + header.tableOffset());
        }
        return header;
    }

    /** Refuses more blocks than are kept. */
    static void requireBlocks(long blocks, int blockSize) throws BlockException {
        if (blocks > MOST_KEPT) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "a disk of %d blocks of %d bytes has a table that is too large"
                            .formatted(blocks, blockSize));
        }
    }

    private static BlockException wrong(String sentence) {
        return new BlockException(ErrorKind.INVALID_FORMAT, sentence);
    }

    /** Where the table of blocks begins. */
    long tableOffset() {
        return bytes.getLong(TABLE_OFFSET_AT);
    }

    /** This header, with the table at another place or of another size. */
    DynamicHeader withTable(long offset, long entries) {
        var changed = copy();
        changed.putLong(TABLE_OFFSET_AT, offset).putInt(ENTRIES_AT, (int) entries);
        return summed(changed);
    }

    /** This header of a disk over a parent that is found by a locator. */
    DynamicHeader withParent(UUID id, String name, ParentLocator locator) {
        var changed = copy();
        changed.putInt(PARENT_TIME_AT, Footer.now());
        changed.put(PARENT_NAME_AT, new byte[PARENT_NAME_SIZE]);
        var last = name.substring(name.lastIndexOf('/') + 1).getBytes(StandardCharsets.UTF_16BE);
        changed.put(PARENT_NAME_AT, last, 0, Math.min(last.length, PARENT_NAME_SIZE));
        changed.put(LOCATORS_AT, new byte[LOCATORS * LOCATOR_SIZE]);
        changed.putInt(LOCATORS_AT, locator.code())
                .putInt(
                        LOCATORS_AT + LOCATOR_SPACE_AT,
                        (int) Math.ceilDiv(locator.length(), SECTOR))
                .putInt(LOCATORS_AT + LOCATOR_LENGTH_AT, locator.length())
                .putLong(LOCATORS_AT + LOCATOR_OFFSET_AT, locator.offset());
        return new DynamicHeader(changed).withParentId(id);
    }

    /** This header of a disk whose parent has that identifier. */
    DynamicHeader withParentId(UUID id) {
        var changed = copy();
        changed.putLong(PARENT_ID_AT, id.getMostSignificantBits())
                .putLong(PARENT_ID_AT + Long.BYTES, id.getLeastSignificantBits());
        return summed(changed);
    }

    /** Which image the parent of a differencing disk is. */
    UUID parentId() {
        return new UUID(bytes.getLong(PARENT_ID_AT), bytes.getLong(PARENT_ID_AT + Long.BYTES));
    }

    /** Where the parent's names are. */
    List<ParentLocator> locators() {
        var found = new ArrayList<ParentLocator>();
        for (int i = 0; i < LOCATORS; i++) {
            int at = LOCATORS_AT + i * LOCATOR_SIZE;
            int length = bytes.getInt(at + LOCATOR_LENGTH_AT);
            if (bytes.getInt(at) != 0 && length > 0) {
                found.add(
                        new ParentLocator(
                                bytes.getInt(at), length, bytes.getLong(at + LOCATOR_OFFSET_AT)));
            }
        }
        return found;
    }

    private ByteBuffer copy() {
        return ByteBuffer.allocate(SIZE).put(0, bytes, 0, SIZE);
    }

    private static DynamicHeader summed(ByteBuffer changed) {
        changed.putInt(CHECKSUM_AT, Checksum.of(changed, CHECKSUM_AT));
        return new DynamicHeader(changed);
    }

    /** How many entries the table has room for. */
    int entries() {
        return bytes.getInt(ENTRIES_AT);
    }

    /** Bytes of a block; a power of two. */
    int blockSize() {
        return bytes.getInt(BLOCK_SIZE_AT);
    }

    /** Blocks of a disk so long. */
    long blocks(long diskSize) {
        return Math.ceilDiv(diskSize, (long) blockSize());
    }

    /** Bytes of the bitmap before each block: a bit for each sector, in whole sectors. */
    int bitmapSize() {
        return Math.ceilDiv(blockSize() / 512, 8 * 512) * 512;
    }
}
