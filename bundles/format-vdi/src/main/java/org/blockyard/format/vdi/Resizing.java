package org.blockyard.format.vdi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.blockyard.format.kit.Compaction;
import org.blockyard.format.kit.Place;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Changes a disk's length, and what depends on it. With no request in flight and nothing to be
 * flushed. The header is what makes it valid, and it is written as the last.
 */
final class Resizing {
    private static final int PIECE = 1 << 20;

    /** The header has 32 bits for where data begin. */
    private static final long MOST_OFFSET = 0xFFFF_FFFFL;

    private final VdiMap map;
    private final Compaction compaction;

    Resizing(VdiMap map, Compaction compaction) {
        this.map = map;
        this.compaction = compaction;
    }

    void run(long length) throws IOException {
        if (map.layout().header().hasParent()) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED, "an image that has a parent keeps its length");
        }
        long blocks = (length + map.blockSize() - 1) / map.blockSize();
        if (blocks > VdiHeader.MOST_BLOCKS) {
            throw new BlockException(
                    ErrorKind.OUT_OF_RANGE,
                    "too many blocks %d, max is %d".formatted(blocks, VdiHeader.MOST_BLOCKS));
        }
        if (length < map.length()) {
            shrink(length, blocks);
        } else if (length > map.length()) {
            clearEnd(length);
            // a table may have more entries than its disk needs
            grow(length, Math.max(blocks, map.layout().blocks()));
        }
    }

    private void shrink(long length, long blocks) throws IOException {
        map.prepare();
        for (long block = blocks; block < map.layout().blocks(); block++) {
            map.map(block, Place.ABSENT);
            if (map.full()) {
                compaction.commit();
            }
        }
        compaction.commit();
        compaction.closeHoles();
        var layout = map.layout();
        publish(
                layout.header()
                        .copy()
                        .disk(length, blocks, layout.table().offset(), layout.dataAt()));
    }

    /** What the last block has behind the disk's end becomes part of the disk. */
    private void clearEnd(long length) throws IOException {
        long inBlock = map.length() % map.blockSize();
        if (inBlock == 0 || !(map.lookup(map.length() / map.blockSize()) instanceof Place.Data)) {
            return;
        }
        var last = (Place.Data) map.lookup(map.length() / map.blockSize());
        long end = Math.min(map.blockSize(), inBlock + length - map.length());
        map.file().writeZeroes(last.offset() + inBlock, end - inBlock);
    }

    private void grow(long length, long blocks) throws IOException {
        var layout = map.layout();
        long tableAt = layout.table().offset();
        long dataAt = layout.dataAt();
        long before = layout.blocks();
        if (tableAt + blocks * Integer.BYTES <= dataAt) {
            Entries.writeFree(map.file(), layout.table().end(), tableAt + blocks * Integer.BYTES);
            map.file().flush();
            publish(layout.header().copy().disk(length, blocks, tableAt, dataAt));
        } else {
            moveTable(length, blocks);
        }
        if (map.layout().header().isStatic()) {
            giveSpace(before);
        }
    }

    /** The table goes to where the first blocks were, and these to the end. */
    private void moveTable(long length, long blocks) throws IOException {
        long bytes = VdiHeader.tableBytes(blocks);
        long room = (bytes + map.blockSize() - 1) / map.blockSize();
        if (map.layout().dataAt() + room * map.blockSize() > MOST_OFFSET) {
            throw new BlockException(
                    ErrorKind.OUT_OF_RANGE, "no room for a table of %d blocks".formatted(blocks));
        }
        moveFirst(room);
        var layout = map.layout();
        var table = ByteBuffer.allocate(PIECE).order(ByteOrder.LITTLE_ENDIAN);
        var place = new long[] {layout.dataAt()};
        Entries.forEach(
                map,
                (block, entry) -> {
                    table.putInt((int) (map.isValid(entry) ? entry - room : entry));
                    if (!table.hasRemaining()) {
                        place[0] = append(table, place[0]);
                    }
                });
        place[0] = append(table, place[0]);
        Entries.writeFree(map.file(), place[0], layout.dataAt() + bytes);
        map.file().flush();
        publish(
                layout.header()
                        .copy()
                        .allocated(Math.max(0, map.space().end() - room))
                        .disk(
                                length,
                                blocks,
                                layout.dataAt(),
                                layout.dataAt() + room * map.blockSize()));
    }

    private long append(ByteBuffer table, long place) throws IOException {
        int size = table.flip().remaining();
        map.file().write(place, table);
        table.clear();
        return place + size;
    }

    private void moveFirst(long room) throws IOException {
        map.prepare();
        map.file().grow(map.placeOf(Math.max(map.space().end(), room)));
        Entries.forEach(
                map,
                (block, entry) -> {
                    if (entry < room) {
                        long index = map.space().takeBehind(room);
                        var copy = new Place.Data(map.placeOf(index));
                        compaction.copy(new Place.Data(map.placeOf(entry)), copy);
                        map.map(block, copy);
                    }
                });
        compaction.commit();
    }

    /** Each block of a static image has its place. */
    private void giveSpace(long first) throws IOException {
        map.prepare();
        for (long block = first; block < map.layout().blocks(); block++) {
            long index = map.space().take();
            map.file().grow(map.placeOf(index + 1));
            map.map(block, new Place.Data(map.placeOf(index)));
            if (map.full()) {
                compaction.commit();
            }
        }
        compaction.commit();
    }

    /** Forgets all data. */
    void makeEmpty() throws IOException {
        var layout = map.layout();
        Entries.writeFree(map.file(), layout.table().offset(), layout.table().end());
        map.file().flush();
        var header = layout.header().copy().allocated(0);
        if (header.isStatic()) {
            header.type(VdiHeader.Type.DYNAMIC);
        }
        publish(header);
        map.file().trim(layout.dataAt());
        map.renew(header);
    }

    private void publish(VdiHeader header) throws IOException {
        map.file().write(0, header.bytes());
        map.file().flush();
        map.renew(header);
    }
}
