package org.blockyard.format.vmdk.internal.extent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.blockyard.driver.Child;
import org.blockyard.driver.Preallocation;
import org.blockyard.format.vmdk.internal.layout.SparseHeader;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;

/**
 * A new extent of grains, without any: header, room for a descriptor, and two directories, each
 * with its tables behind it.
 */
public final class NewExtent {
    /** Where in the file the room for the descriptor begins. */
    public static final int DESCRIPTOR_OFFSET = SparseHeader.SECTOR;

    /** How long a descriptor may be. */
    public static final int DESCRIPTOR_BYTES = 20 * SparseHeader.SECTOR;

    /** Bytes a grain. */
    public static final int GRAIN_BYTES = 64 << 10;

    private static final int SECTOR = SparseHeader.SECTOR;
    private static final int GRAIN_SECTORS = GRAIN_BYTES / SECTOR;
    private static final int TABLE_ENTRIES = 512;
    private static final int TABLE_SECTORS = TABLE_ENTRIES * Integer.BYTES / SECTOR;
    private static final int PIECE_ENTRIES = 16 << 10;

    private final long tables;
    private final long directorySectors;
    private final SparseHeader header;

    /**
     * An extent.
     *
     * @param size its length in bytes, of whole sectors
     * @throws BlockException if its tables could not reach all of it
     */
    public NewExtent(long size, boolean compressed, boolean zeroedGrains) throws BlockException {
        long grains = (size / SECTOR + GRAIN_SECTORS - 1) / GRAIN_SECTORS;
        this.tables = (grains + TABLE_ENTRIES - 1) / TABLE_ENTRIES;
        this.directorySectors = (tables * Integer.BYTES + SECTOR - 1) / SECTOR;
        long first = (DESCRIPTOR_OFFSET + DESCRIPTOR_BYTES) / SECTOR;
        long second = first + directorySectors + tables * TABLE_SECTORS;
        long end = second + directorySectors + tables * TABLE_SECTORS;
        if (end > GrainMap.MOST_BYTES / SECTOR) {
            throw new BlockException(
                    ErrorKind.OUT_OF_RANGE, "The image size is too large for file format 'vmdk'");
        }
        int flags =
                SparseHeader.LINE_ENDS
                        | SparseHeader.REDUNDANT
                        | (zeroedGrains ? SparseHeader.ZEROED_GRAINS : 0)
                        | (compressed ? SparseHeader.COMPRESSED | SparseHeader.MARKERS : 0);
        this.header =
                new SparseHeader(
                        compressed ? 3 : zeroedGrains ? 2 : 1,
                        flags,
                        size / SECTOR,
                        GRAIN_SECTORS,
                        DESCRIPTOR_OFFSET / SECTOR,
                        DESCRIPTOR_BYTES / SECTOR,
                        TABLE_ENTRIES,
                        first,
                        second,
                        (end + GRAIN_SECTORS - 1) / GRAIN_SECTORS * GRAIN_SECTORS,
                        compressed ? SparseHeader.DEFLATE : 0);
    }

    /** Makes it in a file, whose old content is gone. */
    public void write(Child file) throws IOException {
        file.resize(0, Preallocation.OFF, false);
        file.resize(header.overhead() * SECTOR, Preallocation.OFF, false);
        file.write(0, header.write(), RequestFlags.NONE);
        writeDirectory(file, header.redundantOffset());
        writeDirectory(file, header.directoryOffset());
    }

    private void writeDirectory(Child file, long sector) throws IOException {
        long table = sector + directorySectors;
        for (long done = 0; done < tables; done += PIECE_ENTRIES) {
            int count = (int) Math.min(PIECE_ENTRIES, tables - done);
            var piece = ByteBuffer.allocate(count * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < count; i++) {
                piece.putInt((int) (table + (done + i) * TABLE_SECTORS));
            }
            file.write(sector * SECTOR + done * Integer.BYTES, piece.flip(), RequestFlags.NONE);
        }
    }
}
