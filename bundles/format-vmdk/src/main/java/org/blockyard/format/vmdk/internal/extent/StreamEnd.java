package org.blockyard.format.vmdk.internal.extent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.vmdk.internal.layout.Marker;
import org.blockyard.format.vmdk.internal.layout.SparseHeader;

/**
 * Ends a stream of compressed grains as those who read it from front to back expect: the tables,
 * the directory and a footer follow the grains, and the header says so. The directory that was kept
 * up to date meanwhile holds the same, so there is no moment in which the image is not whole.
 */
final class StreamEnd {
    /** The most tables that are written once more; a larger extent stays as it is. */
    private static final long MOST_TABLES = 1 << 20;

    private static final int SECTOR = SparseHeader.SECTOR;

    private final ImageFile file;
    private final SparseHeader header;
    private final GrainTables tables;
    private long at;

    StreamEnd(ImageFile file, SparseHeader header, GrainTables tables) {
        this.file = file;
        this.header = header;
        this.tables = tables;
    }

    /** Writes it behind the last grain, all of which is on stable storage. */
    void write(long end) throws IOException {
        at = end;
        long count = tables.directory().size();
        if (count <= MOST_TABLES && end + worst(count) <= GrainMap.MOST_BYTES) {
            var directory = writeTables((int) count);
            writeDirectory(directory);
            file.trim(at);
            file.flush();
            file.write(0, header.withDirectories(SparseHeader.AT_END, 0).write());
            file.flush();
        } else {
            file.trim(at);
        }
    }

    private long worst(long count) {
        return count * (tables.tableSectors() + 2L) * SECTOR;
    }

    /** Each table with a grain; returns the directory. */
    private ByteBuffer writeTables(int count) throws IOException {
        int sectors = (count * Integer.BYTES + SECTOR - 1) / SECTOR;
        var directory = ByteBuffer.allocate(sectors * SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        for (int which = 0; which < count; which++) {
            long offset = tables.tableOffset(which);
            var table = file.read(offset, offset == 0 ? 0 : tables.tableBytes());
            if (holdsAny(table)) {
                append(Marker.sector(Marker.TABLE, tables.tableSectors()));
                directory.putInt(which * Integer.BYTES, (int) (at / SECTOR));
                append(table);
            }
        }
        return directory;
    }

    private static boolean holdsAny(ByteBuffer table) {
        for (int i = 0; i < table.limit(); i++) {
            if (table.get(i) != 0) {
                return true;
            }
        }
        return false;
    }

    private void writeDirectory(ByteBuffer directory) throws IOException {
        append(Marker.sector(Marker.DIRECTORY, directory.capacity() / SECTOR));
        long place = at / SECTOR;
        append(directory);
        append(Marker.sector(Marker.FOOTER, 1));
        append(header.withDirectories(place, 0).write());
        append(Marker.sector(Marker.END, 0));
    }

    private void append(ByteBuffer bytes) throws IOException {
        int size = bytes.remaining();
        file.write(at, bytes);
        at += (size + SECTOR - 1) / SECTOR * SECTOR;
    }
}
