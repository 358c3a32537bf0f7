package org.blockyard.format.vmdk.internal.extent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.blockyard.format.kit.BlockTable;
import org.blockyard.format.kit.EntryFormat;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.kit.Place;
import org.blockyard.format.vmdk.internal.layout.SparseHeader;

/**
 * Changes the length of a hosted sparse extent. With no request in flight and nothing to be
 * flushed. The header is what makes it valid: it is one sector, and written as the last.
 */
final class ExtentResizing {
    private static final int SECTOR = SparseHeader.SECTOR;
    private static final int PIECE = 1 << 20;

    private final GrainMap map;
    private final ImageFile file;
    private final Commit commit;

    /** Has all changes of the tables written. */
    @FunctionalInterface
    interface Commit {
        void run() throws IOException;
    }

    ExtentResizing(GrainMap map, Commit commit) {
        this.map = map;
        this.file = map.file();
        this.commit = commit;
    }

    void run(long length) throws IOException {
        var header = map.header().withCapacity(length / SECTOR);
        if (length < map.length()) {
            dropGrains(length);
            publish(header);
        } else if (length > map.length()) {
            clearEnd();
            publish(header.tables() > map.header().tables() ? withTables(header) : header);
        }
    }

    private void publish(SparseHeader header) throws IOException {
        file.flush();
        file.write(0, header.write());
        file.flush();
        map.renew(header);
    }

    /** What is grown again later must read as zeroes. */
    private void dropGrains(long length) throws IOException {
        int size = map.blockSize();
        long end = (map.length() + size - 1) / size;
        for (long grain = (length + size - 1) / size; grain < end; ) {
            if (map.lookup(grain) instanceof Place.Absent) {
                grain += map.absentRun(grain);
                continue;
            }
            map.map(grain++, Place.ABSENT);
            if (map.full()) {
                commit.run();
            }
        }
        commit.run();
    }

    /** What the last grain has behind the extent's end becomes part of it. */
    private void clearEnd() throws IOException {
        long inGrain = map.length() % map.blockSize();
        if (inGrain > 0
                && map.lookup(map.length() / map.blockSize()) instanceof Place.Data(long offset)) {
            file.writeZeroes(offset + inGrain, map.blockSize() - inGrain);
        }
    }

    /**
     * Puts directories for all tables to the file's end, and new tables behind each: other programs
     * do not make tables where there are none. The old directories stay as they are.
     */
    private SparseHeader withTables(SparseHeader grown) throws IOException {
        var old = map.header();
        long directory = (grown.tables() * Integer.BYTES + SECTOR - 1) / SECTOR;
        long added = grown.tables() - old.tables();
        long set = directory + added * map.tables().tableSectors();
        long size = set * map.tables().sets() * SECTOR;
        var place = map.takeNext((size + map.blockSize() - 1) / map.blockSize() * map.blockSize());
        long first = place.data().offset() / SECTOR;
        if (!place.blank()) {
            file.writeZeroes(place.data().offset(), size);
        }
        writeDirectory(old.directoryOffset(), first, directory, added);
        if (!old.redundant()) {
            return grown.withDirectories(first, 0);
        }
        writeDirectory(old.redundantOffset(), first + set, directory, added);
        return grown.withDirectories(first, first + set);
    }

    private void writeDirectory(long from, long to, long sectors, long added) throws IOException {
        long before = map.header().tables();
        var old = BlockTable.of(file, EntryFormat.LE32, from * SECTOR, before);
        var piece = ByteBuffer.allocate(PIECE).order(ByteOrder.LITTLE_ENDIAN);
        long at = to * SECTOR;
        for (long which = 0; which < before + added; which++) {
            long table = to + sectors + (which - before) * map.tables().tableSectors();
            piece.putInt((int) (which < before ? old.get(which) : table));
            if (!piece.hasRemaining()) {
                at = append(piece, at);
            }
        }
        append(piece, at);
    }

    private long append(ByteBuffer piece, long at) throws IOException {
        long end = at + piece.flip().remaining();
        file.write(at, piece);
        piece.clear();
        return end;
    }
}
