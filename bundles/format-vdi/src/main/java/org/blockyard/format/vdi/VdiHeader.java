package org.blockyard.format.vdi;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.blockyard.format.kit.Fields;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The header of an image, its first 512 bytes; numbers are little-endian. What is not named here
 * stays as it was read.
 */
final class VdiHeader {
    static final int SIZE = 512;
    static final int SECTOR = 512;
    static final long SIGNATURE = 0xBEDA107FL;
    static final int SIGNATURE_AT = 0x40;

    /** Bytes of a block in all images but odd ones. */
    static final int USUAL_BLOCK = 1 << 20;

    /** As many as a table of less than 2 GiB has entries. */
    static final long MOST_BLOCKS = ((1L << 31) - SECTOR) / Integer.BYTES;

    /** The longest disk with blocks of the usual size. */
    static final long MOST_BYTES = MOST_BLOCKS * USUAL_BLOCK;

    private static final String TEXT = "<<< Blockyard VM Virtual Disk Image >>>\n";
    private static final long VERSION = 0x0001_0001;
    private static final int VERSION_AT = 0x44;
    private static final int HEADER_SIZE_AT = 0x48;
    private static final long HEADER_SIZE = 0x180;
    private static final int TYPE_AT = 0x4C;
    private static final int TABLE_AT = 0x154;
    private static final int DATA_AT = 0x158;
    private static final int SECTOR_SIZE_AT = 0x168;
    private static final int DISK_SIZE_AT = 0x170;
    private static final int BLOCK_SIZE_AT = 0x178;
    private static final int BLOCK_EXTRA_AT = 0x17C;
    private static final int BLOCKS_AT = 0x180;
    private static final int ALLOCATED_AT = 0x184;
    private static final int IMAGE_ID_AT = 0x188;
    private static final int MODIFICATION_ID_AT = 0x198;
    private static final int PARENT_ID_AT = 0x1A8;
    private static final int PARENT_MODIFICATION_ID_AT = 0x1B8;
    private static final UUID NO_ID = new UUID(0, 0);
    private static final int MOST_BLOCK = 64 << 20;

    /** What the image's blocks are given. */
    enum Type {
        /** Space when they are written first. */
        DYNAMIC(1),
        /** Space from the beginning. */
        STATIC(2),
        /** Space when they are written first; another image is below. */
        DIFFERENCING(4);

        private final int code;

        Type(int code) {
            this.code = code;
        }
    }

    private final Fields fields;

    private VdiHeader(Fields fields) {
        this.fields = fields;
    }

    /** The header in these bytes, of an image that can be opened. */
    static VdiHeader of(ByteBuffer bytes) throws BlockException {
        var header = new VdiHeader(Fields.littleEndian("vdi header", bytes));
        header.check();
        return header;
    }

    /** A new image's header. */
    static VdiHeader create(long size, Type type) throws BlockException {
        var fields = Fields.littleEndian("vdi header", ByteBuffer.allocate(SIZE));
        long blocks = (size + USUAL_BLOCK - 1) / USUAL_BLOCK;
        fields.putBytes(0, TEXT.getBytes(StandardCharsets.US_ASCII))
                .putU32(SIGNATURE_AT, SIGNATURE)
                .putU32(VERSION_AT, VERSION)
                .putU32(HEADER_SIZE_AT, HEADER_SIZE)
                .putU32(TYPE_AT, type.code)
                .putU32(TABLE_AT, SIZE)
                .putU32(DATA_AT, SIZE + tableBytes(blocks))
                .putU32(SECTOR_SIZE_AT, SECTOR)
                .putU64(DISK_SIZE_AT, size)
                .putU32(BLOCK_SIZE_AT, USUAL_BLOCK)
                .putU32(BLOCKS_AT, blocks)
                .putU32(ALLOCATED_AT, type == Type.STATIC ? blocks : 0)
                .putUuid(IMAGE_ID_AT, UUID.randomUUID())
                .putUuid(MODIFICATION_ID_AT, UUID.randomUUID());
        return new VdiHeader(fields);
    }

    /** Bytes of a table with so many entries, in whole sectors. */
    static long tableBytes(long blocks) {
        return (blocks * Integer.BYTES + SECTOR - 1) / SECTOR * SECTOR;
    }

    private void check() throws BlockException {
        if (fields.u32(SIGNATURE_AT) != SIGNATURE) {
            throw new BlockException(
                    ErrorKind.INVALID_FORMAT,
                    "Image not in VDI format (bad signature %08x)"
                            .formatted(fields.u32(SIGNATURE_AT)));
        }
        long version = fields.u32(VERSION_AT);
        if (version != VERSION) {
            throw unsupported("version %d.%d".formatted(version >>> 16, version & 0xFFFF));
        }
        require(tableAt() % SECTOR == 0, "unaligned block map offset 0x%x".formatted(tableAt()));
        require(dataAt() % SECTOR == 0, "unaligned data offset 0x%x".formatted(dataAt()));
        long sector = fields.u32(SECTOR_SIZE_AT);
        require(sector == SECTOR, "sector size %d is not %d".formatted(sector, SECTOR));
        long block = fields.u32(BLOCK_SIZE_AT);
        require(
                block >= SECTOR && block <= MOST_BLOCK && Long.bitCount(block) == 1,
                "block size %d".formatted(block));
        require(fields.u32(BLOCK_EXTRA_AT) == 0, "blocks with data before them");
        require(
                blocks() <= MOST_BLOCKS,
                "too many blocks %d, max is %d".formatted(blocks(), MOST_BLOCKS));
        require(
                diskSize() >= 0 && diskSize() <= blocks() * blockSize(),
                "disk size %s, image bitmap has room for %d"
                        .formatted(Long.toUnsignedString(diskSize()), blocks() * blockSize()));
        checkPlaces();
    }

    private void checkPlaces() throws BlockException {
        long tableEnd = tableAt() + blocks() * Integer.BYTES;
        if (tableAt() < SIZE || dataAt() < tableEnd) {
            throw fields.invalid(
                    "the block map of %d entries at 0x%x does not lie before the data at 0x%x"
                            .formatted(blocks(), tableAt(), dataAt()));
        }
    }

    private static void require(boolean condition, String otherwise) throws BlockException {
        if (!condition) {
            throw unsupported(otherwise);
        }
    }

    private static BlockException unsupported(String what) {
        return new BlockException(
                ErrorKind.UNSUPPORTED, "unsupported VDI image (%s)".formatted(what));
    }

    /** Whether bytes begin as an image does. */
    static boolean isVdi(ByteBuffer prefix) {
        int at = prefix.position() + SIGNATURE_AT;
        return prefix.remaining() >= SIZE
                && Integer.reverseBytes(prefix.getInt(at)) == (int) SIGNATURE;
    }

    /** Where the table of blocks is. */
    long tableAt() throws BlockException {
        return fields.u32(TABLE_AT);
    }

    /** Where the first block is. */
    long dataAt() throws BlockException {
        return fields.u32(DATA_AT);
    }

    /** The disk's length as recorded. */
    long diskSize() throws BlockException {
        return fields.u64(DISK_SIZE_AT);
    }

    int blockSize() throws BlockException {
        return (int) fields.u32(BLOCK_SIZE_AT);
    }

    /** Entries of the table. */
    long blocks() throws BlockException {
        return fields.u32(BLOCKS_AT);
    }

    /** Blocks in the file; the next one that is written goes behind them. */
    long allocated() throws BlockException {
        return fields.u32(ALLOCATED_AT);
    }

    boolean isStatic() throws BlockException {
        return fields.u32(TYPE_AT) == Type.STATIC.code;
    }

    /** Whether it holds only what differs from another image. */
    boolean hasParent() throws BlockException {
        return parentId().isPresent() || parentModificationId().isPresent();
    }

    /** The image's identifier. */
    Optional<UUID> id() throws BlockException {
        return id(IMAGE_ID_AT);
    }

    /** The identifier of what the image holds, which VirtualBox renews when it writes. */
    Optional<UUID> modificationId() throws BlockException {
        return id(MODIFICATION_ID_AT);
    }

    /** The identifier of the image below. */
    Optional<UUID> parentId() throws BlockException {
        return id(PARENT_ID_AT);
    }

    /** The identifier of what the image below held when this one was laid over it. */
    Optional<UUID> parentModificationId() throws BlockException {
        return id(PARENT_MODIFICATION_ID_AT);
    }

    private Optional<UUID> id(int at) throws BlockException {
        return Optional.of(fields.uuid(at)).filter(id -> !id.equals(NO_ID));
    }

    /** Its bytes, to be written. */
    ByteBuffer bytes() {
        return fields.bytes();
    }

    /** A copy that can be changed. */
    VdiHeader copy() throws BlockException {
        return new VdiHeader(
                Fields.littleEndian("vdi header", ByteBuffer.wrap(fields.bytes(0, SIZE))));
    }

    VdiHeader allocated(long blocks) {
        fields.putU32(ALLOCATED_AT, blocks);
        return this;
    }

    VdiHeader type(Type type) {
        fields.putU32(TYPE_AT, type.code);
        return this;
    }

    /** A disk of another length, and its table. */
    VdiHeader disk(long size, long blocks, long tableAt, long dataAt) {
        fields.putU64(DISK_SIZE_AT, size)
                .putU32(BLOCKS_AT, blocks)
                .putU32(TABLE_AT, tableAt)
                .putU32(DATA_AT, dataAt);
        return this;
    }
}
