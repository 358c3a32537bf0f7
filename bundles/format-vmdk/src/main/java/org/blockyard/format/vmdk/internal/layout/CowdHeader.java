package org.blockyard.format.vmdk.internal.layout;

import java.nio.ByteBuffer;
import org.blockyard.format.kit.Fields;
import org.blockyard.io.BlockException;

/**
 * The header of a sparse extent of ESX ("COWD", vmfsSparse): little-endian, counted in sectors. Its
 * grain tables have 4096 entries.
 *
 * @param capacity the extent's length
 * @param grainSize sectors a grain
 * @param directoryOffset where the grain directory is
 * @param directoryEntries how many entries it has
 */
public record CowdHeader(
        long capacity, long grainSize, long directoryOffset, long directoryEntries) {
    /** "COWD". */
    public static final int MAGIC = 0x44574f43;

    /** Entries in a grain table. */
    public static final int TABLE_ENTRIES = 4096;

    private static final long LARGEST_GRAIN = 0x200000;
    private static final long MOST_TABLES = 32 << 20;

    /** Takes it from the first sector of a file. */
    public static CowdHeader read(ByteBuffer sector) throws BlockException {
        var fields = Fields.littleEndian("vmdk (COWD)", sector);
        var header =
                new CowdHeader(
                        fields.u32(12),
                        fields.u32(16, "grain size", 1, LARGEST_GRAIN),
                        fields.u32(20),
                        fields.u32(24, "grain directory", 0, MOST_TABLES));
        long perTable = header.grainSize * TABLE_ENTRIES;
        if ((header.capacity + perTable - 1) / perTable > header.directoryEntries) {
            throw fields.invalid("the grain directory is too short for the extent");
        }
        return header;
    }
}
