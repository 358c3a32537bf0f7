package org.blockyard.format.vmdk.internal.layout;

import java.nio.ByteBuffer;
import org.blockyard.format.kit.Fields;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The first sector of a hosted sparse extent ("SparseExtentHeader" of VMware's Virtual Disk Format
 * 5.0): little-endian, counted in sectors.
 *
 * @param version 1, 2 with zeroed grains, 3 with compressed ones
 * @param flags what {@link #REDUNDANT} and its neighbours say
 * @param capacity the extent's length; 0 if there is only a descriptor
 * @param grainSize sectors a grain
 * @param descriptorOffset where the descriptor in the file begins, 0 if there is none
 * @param descriptorSize how long it may be
 * @param tableEntries entries in a grain table
 * @param redundantOffset where the second grain directory is
 * @param directoryOffset where the grain directory is, or {@link #AT_END}
 * @param overhead what lies before the first grain
 * @param compression {@link #DEFLATE} or 0
 */
public record SparseHeader(
        int version,
        int flags,
        long capacity,
        long grainSize,
        long descriptorOffset,
        long descriptorSize,
        long tableEntries,
        long redundantOffset,
        long directoryOffset,
        long overhead,
        int compression) {
    /** Its length in bytes, and the unit of its numbers. */
    public static final int SECTOR = 512;

    /** "KDMV". */
    public static final int MAGIC = 0x564d444b;

    /** The line ends behind the numbers tell whether the file went through a text transfer. */
    public static final int LINE_ENDS = 1;

    /** There is a second grain directory, with tables of its own. */
    public static final int REDUNDANT = 2;

    /** An entry of 1 in a grain table says that the grain is zeroes. */
    public static final int ZEROED_GRAINS = 4;

    /** Grains are compressed. */
    public static final int COMPRESSED = 0x10000;

    /** Grains and tables have markers before them. */
    public static final int MARKERS = 0x20000;

    /** The grain directory is told by a copy of the header at the file's end. */
    public static final long AT_END = -1;

    /** Grains are streams of zlib. */
    public static final int DEFLATE = 1;

    /** The most entries that a grain table may have. */
    public static final int MOST_TABLE_ENTRIES = 512;

    private static final String NAME = "vmdk";
    private static final int HIGHEST_VERSION = 3;
    private static final long LARGEST_GRAIN = 0x200000;

    /** A compressed grain is unpacked in memory. */
    private static final long LARGEST_COMPRESSED = 0x2000;

    private static final long MOST_TABLES = 32 << 20;
    private static final long MOST_SECTORS = Long.MAX_VALUE / SECTOR;
    private static final int LINE_ENDS_AT = 73;
    private static final byte[] LINE_END_BYTES = {'\n', ' ', '\r', '\n'};

    /** Takes it from the first sector of a file, or from the footer. */
    public static SparseHeader read(ByteBuffer sector) throws BlockException {
        var fields = Fields.littleEndian(NAME, sector);
        if (fields.u32(0) != MAGIC) {
            throw fields.invalid("Image not in VMDK format");
        }
        return new SparseHeader(
                        (int) fields.u32(4),
                        (int) fields.u32(8),
                        fields.u64(12, "capacity", MOST_SECTORS),
                        fields.u64(20),
                        fields.u64(28),
                        fields.u64(36),
                        fields.u32(44),
                        fields.u64(48),
                        fields.u64(56),
                        fields.u64(64),
                        fields.u16(77))
                .checked(fields);
    }

    private SparseHeader checked(Fields fields) throws BlockException {
        if (version < 0 || version > HIGHEST_VERSION) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "Unsupported VMDK version " + Integer.toUnsignedString(version));
        }
        if (capacity == 0) {
            return this;
        }
        if (tableEntries > MOST_TABLE_ENTRIES) {
            throw fields.invalid("L2 table size too big");
        }
        requireGrains();
        if (compressed() && grainSize > LARGEST_COMPRESSED) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "Compressed grains of %d sectors are not supported".formatted(grainSize));
        }
        if (tables() > MOST_TABLES) {
            throw fields.invalid("L1 size too big");
        }
        fields.u64(64, "overhead", MOST_SECTORS);
        if (directoryOffset != AT_END) {
            fields.u64(56, "grain directory's offset", MOST_SECTORS);
        }
        if (redundant()) {
            fields.u64(48, "second grain directory's offset", MOST_SECTORS);
        }
        return this;
    }

    /**
     * Checks that there are grains, and tables of them. One without sectors may be there for its
     * descriptor alone, so that {@link #read} does not.
     */
    public void requireGrains() throws BlockException {
        if (tableEntries <= 0
                || tableEntries > MOST_TABLE_ENTRIES
                || grainSize <= 0
                || grainSize > LARGEST_GRAIN) {
            throw new BlockException(
                    ErrorKind.INVALID_FORMAT,
                    NAME
                            + ": Invalid granularity, image may be corrupt: %s sectors, %d entries"
                                    .formatted(Long.toUnsignedString(grainSize), tableEntries));
        }
    }

    /** It as bytes of the file. */
    public ByteBuffer write() {
        var fields = Fields.littleEndian(NAME, ByteBuffer.allocate(SECTOR));
        fields.putU32(0, MAGIC)
                .putU32(4, version)
                .putU32(8, flags)
                .putU64(12, capacity)
                .putU64(20, grainSize)
                .putU64(28, descriptorOffset)
                .putU64(36, descriptorSize)
                .putU32(44, tableEntries)
                .putU64(48, redundantOffset)
                .putU64(56, directoryOffset)
                .putU64(64, overhead)
                .putBytes(LINE_ENDS_AT, LINE_END_BYTES)
                .putU16(77, compression);
        return fields.bytes();
    }

    /** Whether there are two grain directories. */
    public boolean redundant() {
        return (flags & REDUNDANT) != 0;
    }

    /** Whether an entry of 1 is a grain of zeroes. */
    public boolean zeroedGrains() {
        return (flags & ZEROED_GRAINS) != 0;
    }

    /** Whether grains are compressed. */
    public boolean compressed() {
        return compression == DEFLATE;
    }

    /** Whether grains have markers before them. */
    public boolean markers() {
        return (flags & MARKERS) != 0;
    }

    /** How many grain tables the extent has. */
    public long tables() {
        long perTable = tableEntries * grainSize;
        return (capacity + perTable - 1) / perTable;
    }

    /** Bytes a grain. */
    public int grainBytes() {
        return (int) (grainSize * SECTOR);
    }

    /**
     * The same of another length.
     *
     * @throws BlockException if that takes too many tables
     */
    public SparseHeader withCapacity(long sectors) throws BlockException {
        var changed =
                new SparseHeader(
                        version,
                        flags,
                        sectors,
                        grainSize,
                        descriptorOffset,
                        descriptorSize,
                        tableEntries,
                        redundantOffset,
                        directoryOffset,
                        overhead,
                        compression);
        if (changed.tables() > MOST_TABLES) {
            throw new BlockException(
                    ErrorKind.OUT_OF_RANGE, "The image size is too large for file format 'vmdk'");
        }
        return changed;
    }

    /** The same with its directories at other places; a second one at 0 is none. */
    public SparseHeader withDirectories(long directory, long second) {
        return new SparseHeader(
                version,
                second == 0 ? flags & ~REDUNDANT : flags,
                capacity,
                grainSize,
                descriptorOffset,
                descriptorSize,
                tableEntries,
                second,
                directory,
                overhead,
                compression);
    }
}
