package org.blockyard.format.vhdx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** The metadata region: a table of items, and the items ([MS-VHDX] 2.6). Little-endian. */
final class Metadata {
    /** Bytes of the region of a new image. */
    static final long REGION = Region.UNIT;

    /** "metadata". */
    private static final long SIGNATURE = 0x6174_6164_6174_656dL;

    private static final int TABLE = 64 << 10;
    private static final int COUNT_AT = 10;
    private static final int ENTRY_SIZE = 32;
    private static final int MOST_ENTRIES = 2047;
    private static final int OFFSET_AT = 16;
    private static final int LENGTH_AT = 20;
    private static final int FLAGS_AT = 24;
    private static final int VIRTUAL_DISK = 2;
    private static final int REQUIRED = 4;

    private static final UUID FILE = UUID.fromString("CAA16737-FA36-4D43-B3B6-33F0AA44E76B");
    private static final UUID SIZE = UUID.fromString("2FA54224-CD1B-4876-B211-5DBED83BF4B8");
    private static final UUID PAGE_83 = UUID.fromString("BECA12AB-B2E6-4523-93EF-C309E000C746");
    private static final UUID LOGICAL = UUID.fromString("8141BF1D-A96F-4709-BA47-F233A8FAAB5F");
    private static final UUID PHYSICAL = UUID.fromString("CDA348C7-445D-4471-9CC9-E9885251C556");
    private static final UUID PARENT = UUID.fromString("A8D35F2D-B30B-454D-ABF7-D3D84834AB0C");
    private static final Set<UUID> KNOWN = Set.of(FILE, SIZE, PAGE_83, LOGICAL, PHYSICAL, PARENT);

    private static final int FIXED = 1;
    private static final int HAS_PARENT = 2;

    private final ImageFile file;
    private final Region region;
    private final Map<UUID, Region> items;
    private final int parentEntry;

    private Metadata(ImageFile file, Region region, Map<UUID, Region> items, int parentEntry) {
        this.file = file;
        this.region = region;
        this.items = items;
        this.parentEntry = parentEntry;
    }

    /** The metadata of an image. */
    static Metadata read(ImageFile file, Region region) throws IOException {
        var table = file.read(region.offset(), TABLE).order(ByteOrder.LITTLE_ENDIAN);
        int count = table.getShort(COUNT_AT) & 0xffff;
        if (table.getLong(0) != SIGNATURE || count > MOST_ENTRIES) {
            throw wrong("the VHDX metadata table is malformed");
        }
        var items = new HashMap<UUID, Region>();
        int parentEntry = 0;
        for (int at = ENTRY_SIZE; at <= count * ENTRY_SIZE; at += ENTRY_SIZE) {
            var id = Guids.read(table, at);
            parentEntry = id.equals(PARENT) ? at : parentEntry;
            if (!KNOWN.contains(id)) {
                refuseRequired(id, table.getInt(at + FLAGS_AT));
            } else if (items.put(id, item(table, at)) != null) {
                throw wrong("the VHDX metadata have item " + id + " twice");
            }
        }
        return new Metadata(file, region, items, parentEntry);
    }

    private static void refuseRequired(UUID id, int flags) throws BlockException {
        if ((flags & REQUIRED) != 0) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED, "the VHDX metadata item " + id + " is not known");
        }
    }

    private static Region item(ByteBuffer table, int at) {
        return new Region(
                table.getInt(at + OFFSET_AT) & 0xffff_ffffL,
                table.getInt(at + LENGTH_AT) & 0xffff_ffffL);
    }

    /** What they say of the disk; refused if it can't be. */
    DiskShape shape() throws IOException {
        var parameters = item(FILE, "file parameters", 8);
        int flags = parameters.getInt(4);
        var shape =
                new DiskShape(
                        item(SIZE, "size", 8).getLong(0),
                        parameters.getInt(0),
                        item(LOGICAL, "logical sector size", 4).getInt(0),
                        item(PHYSICAL, "physical sector size", 4).getInt(0),
                        (flags & FIXED) != 0,
                        (flags & HAS_PARENT) != 0);
        return checked(shape);
    }

    private static DiskShape checked(DiskShape shape) throws BlockException {
        int block = shape.blockSize();
        if (block < Region.UNIT
                || block > DiskShape.LARGEST_BLOCK
                || Integer.bitCount(block) != 1) {
            throw wrong("a block can't have " + Integer.toUnsignedString(block) + " bytes");
        }
        if (shape.fixed() && shape.differencing()) {
            throw wrong("a VHDX image can't be a fixed one and have a parent");
        }
        if (shape.logicalSector() != 512 && shape.logicalSector() != 4096) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "a sector can't have "
                            + Integer.toUnsignedString(shape.logicalSector())
                            + " bytes");
        }
        if (shape.size() < 0
                || shape.size() > DiskShape.LONGEST
                || shape.size() % shape.logicalSector() != 0) {
            throw wrong("a disk can't have " + Long.toUnsignedString(shape.size()) + " bytes");
        }
        return shape;
    }

    /** What they say of the parent of a differencing image. */
    ParentLocator parent() throws IOException {
        var item = items.get(PARENT);
        if (item == null || item.length() > ParentLocator.MOST_BYTES) {
            throw wrong("the VHDX metadata of a differencing image lack the parent locator");
        }
        return ParentLocator.read(item(PARENT, "parent locator", (int) item.length()));
    }

    /**
     * Has a batch of changes enter another parent: where the old one is said if there is room, else
     * behind all items.
     *
     * @throws BlockException of kind {@code OUT_OF_RANGE} if there is no room
     */
    void putParent(ParentLocator parent, SectorBatch batch) throws IOException {
        var bytes = parent.bytes();
        var old = items.get(PARENT);
        if (old == null) {
            throw new BlockException(ErrorKind.UNSUPPORTED, "the VHDX image has no parent");
        }
        long length = bytes.limit();
        long last = items.values().stream().mapToLong(Region::end).max().orElse(0);
        long at = length <= old.length() || old.end() == last ? old.offset() : last;
        if (at + length > region.length()) {
            throw new BlockException(
                    ErrorKind.OUT_OF_RANGE, "the VHDX metadata have no room for the parent's name");
        }
        batch.write(region.offset() + at, bytes);
        var place = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        place.putInt((int) at).putInt((int) length).flip();
        batch.write(region.offset() + parentEntry + OFFSET_AT, place);
    }

    /** Has a batch of changes change the disk's length. */
    void putSize(long size, SectorBatch batch) throws IOException {
        var bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        batch.write(placeOf(SIZE, "size", Long.BYTES), bytes.putLong(size).flip());
    }

    /** The bytes of an item that must be there. */
    private ByteBuffer item(UUID id, String name, int length) throws IOException {
        return file.read(placeOf(id, name, length), length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private long placeOf(UUID id, String name, int length) throws BlockException {
        var place = items.get(id);
        if (place == null || place.length() < length) {
            throw wrong("the VHDX metadata lack the " + name);
        }
        if (place.offset() < TABLE || place.end() > region.length()) {
            throw wrong("the " + name + " lies outside of the VHDX metadata");
        }
        return region.offset() + place.offset();
    }

    /** Writes the metadata of a new image. */
    static void create(
            ImageFile file, Region region, DiskShape shape, Optional<ParentLocator> parent)
            throws IOException {
        int size = parent.isPresent() ? ParentLocator.MOST_BYTES : 0;
        var bytes = ByteBuffer.allocate(TABLE + Header.SIZE + size).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(0, SIGNATURE).putShort(COUNT_AT, (short) (parent.isPresent() ? 6 : 5));
        bytes.position(TABLE);
        putEntry(bytes, 0, FILE, 8, REQUIRED);
        bytes.putInt(shape.blockSize())
                .putInt((shape.fixed() ? FIXED : 0) | (shape.differencing() ? HAS_PARENT : 0));
        putEntry(bytes, 1, SIZE, 8, REQUIRED | VIRTUAL_DISK);
        bytes.putLong(shape.size());
        putEntry(bytes, 2, PAGE_83, 16, REQUIRED | VIRTUAL_DISK);
        Guids.write(bytes, bytes.position(), UUID.randomUUID());
        bytes.position(bytes.position() + 16);
        putEntry(bytes, 3, LOGICAL, 4, REQUIRED | VIRTUAL_DISK);
        bytes.putInt(shape.logicalSector());
        putEntry(bytes, 4, PHYSICAL, 4, REQUIRED | VIRTUAL_DISK);
        bytes.putInt(shape.physicalSector());
        if (parent.isPresent()) {
            var locator = parent.get().bytes();
            putEntry(bytes, 5, PARENT, locator.limit(), REQUIRED);
            bytes.put(locator);
        }
        file.write(region.offset(), bytes.clear());
    }

    /** Enters an item that is about to be put where the buffer stands. */
    private static void putEntry(ByteBuffer bytes, int index, UUID id, int length, int flags) {
        int at = (index + 1) * ENTRY_SIZE;
        Guids.write(bytes, at, id);
        bytes.putInt(at + OFFSET_AT, bytes.position())
                .putInt(at + LENGTH_AT, length)
                .putInt(at + FLAGS_AT, flags);
    }

    private static BlockException wrong(String sentence) {
        return new BlockException(ErrorKind.INVALID_FORMAT, sentence);
    }
}
