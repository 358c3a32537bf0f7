package org.blockyard.format.vmdk.internal.layout;

import java.nio.ByteBuffer;
import org.blockyard.format.kit.Fields;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The constant header of a space-efficient sparse extent ("seSparse"): 64-bit little-endian
 * numbers, counted in sectors. Grains are of 4 KiB, grain tables of 64 sectors.
 *
 * @param capacity the extent's length
 * @param volatileOffset where the header is that changes
 * @param directoryOffset where the grain directory is
 * @param directorySize how long it is
 * @param tablesOffset where the grain tables begin
 * @param tablesSize how much room they have
 * @param grainsOffset where the grains begin
 */
public record SeSparseHeader(
        long capacity,
        long volatileOffset,
        long directoryOffset,
        long directorySize,
        long tablesOffset,
        long tablesSize,
        long grainsOffset) {
    /** The first eight bytes. */
    public static final long MAGIC = 0xcafebabeL;

    /** Sectors a grain. */
    public static final int GRAIN_SECTORS = 8;

    /** Sectors of a grain table. */
    public static final int TABLE_SECTORS = 64;

    /** Entries of a grain table. */
    public static final int TABLE_ENTRIES = TABLE_SECTORS * SparseHeader.SECTOR / Long.BYTES;

    private static final long VERSION = 0x0000000200000001L;
    private static final long VOLATILE_MAGIC = 0xcafecafeL;
    private static final long MOST_SECTORS = Long.MAX_VALUE / SparseHeader.SECTOR / 2;
    private static final String NAME = "vmdk (seSparse)";

    /** Takes it from the first sector of a file. */
    public static SeSparseHeader read(ByteBuffer sector) throws BlockException {
        var fields = Fields.littleEndian(NAME, sector);
        if (fields.u64(0) != MAGIC) {
            throw fields.invalid("Image not in VMDK format");
        }
        expect("version", fields.u64(8), VERSION);
        expect("grain size", fields.u64(24), GRAIN_SECTORS);
        expect("grain table size", fields.u64(32), TABLE_SECTORS);
        var header =
                new SeSparseHeader(
                        fields.u64(16, "capacity", MOST_SECTORS),
                        fields.u64(80, "volatile header's offset", MOST_SECTORS),
                        fields.u64(128, "grain directory's offset", MOST_SECTORS),
                        fields.u64(136, "grain directory's size", MOST_SECTORS),
                        fields.u64(144, "grain tables' offset", MOST_SECTORS),
                        fields.u64(152, "grain tables' size", MOST_SECTORS),
                        fields.u64(192, "grains' offset", MOST_SECTORS));
        if (header.tables() > header.directorySize * (SparseHeader.SECTOR / Long.BYTES)) {
            throw fields.invalid("the grain directory is too short for the extent");
        }
        return header;
    }

    private static void expect(String what, long value, long expected) throws BlockException {
        if (value != expected) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "Unsupported %s: %s".formatted(what, Long.toUnsignedString(value)));
        }
    }

    /**
     * Checks the header that changes.
     *
     * @throws BlockException of kind {@code UNSUPPORTED} if the journal must be replayed first
     */
    public static void checkVolatile(ByteBuffer sector) throws BlockException {
        var fields = Fields.littleEndian(NAME, sector);
        if (fields.u64(0) != VOLATILE_MAGIC) {
            throw fields.invalid("the volatile header is damaged");
        }
        if (fields.u64(24) != 0) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED, "Image is dirty, Replaying journal not supported");
        }
    }

    /** How many grain tables the extent has. */
    public long tables() {
        long perTable = (long) GRAIN_SECTORS * TABLE_ENTRIES;
        return (capacity + perTable - 1) / perTable;
    }
}
