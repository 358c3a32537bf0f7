package org.blockyard.format.vpc;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.kit.Place;

/**
 * Changes the length of a disk that grows. With no request in flight and nothing to be flushed. The
 * table has room for the longer of both lengths as long as one of the two footers may tell it.
 */
final class Resizing {
    private static final int PIECE = 1 << 20;

    private final VpcMap map;
    private final ImageFile file;
    private final BlockSpace space;

    Resizing(VpcMap map) {
        this.map = map;
        this.file = map.file();
        this.space = map.space();
    }

    void run(long length) throws IOException {
        var now = map.layout();
        DynamicHeader.requireBlocks(now.header().blocks(length), now.header().blockSize());
        if (length < now.length()) {
            shrink(now, length);
        } else if (length > now.length()) {
            grow(now, length);
        }
    }

    /** Has the image hold nothing, so that its parent shows. */
    void empty() throws IOException {
        var now = map.layout();
        unuse(now.table().offset(), now.table().end());
        file.flush();
        var next = VpcLayout.of(file, now.footer(), now.length(), now.header());
        space.cut(next.end(file));
        map.renew(next);
    }

    private void shrink(VpcLayout now, long length) throws IOException {
        long kept = now.header().blocks(length);
        var footer = now.footer().resized(length);
        space.replaceFooter(footer);
        var header = now.header().withTable(now.table().offset(), kept);
        file.write(footer.dataOffset(), header.bytes().duplicate());
        var next = VpcLayout.of(file, footer, length, header);
        // what becomes part of the disk again later must not show what it held
        now.forEach(file, kept, (block, start) -> file.discard(start, now.stride()));
        unuse(now.table().offset() + kept * Integer.BYTES, now.table().end());
        file.flush();
        space.cut(next.end(file));
        map.renew(next);
    }

    private void grow(VpcLayout now, long length) throws IOException {
        clearEnd(now, length);
        var header = tableFor(now, now.header().blocks(length));
        file.flush();
        file.write(now.footer().dataOffset(), header.bytes().duplicate());
        file.flush();
        var footer = now.footer().resized(length);
        space.replaceFooter(footer);
        map.renew(VpcLayout.of(file, footer, length, header));
    }

    /** The header that names a table for so many blocks, which is in the file then. */
    private DynamicHeader tableFor(VpcLayout now, long blocks) throws IOException {
        var table = now.table();
        long end = table.offset() + blocks * Integer.BYTES;
        if (end <= roomEnd(now)) {
            unuse(table.end(), end);
            return now.header().withTable(table.offset(), Math.max(blocks, now.header().entries()));
        }
        long moved = space.takeTable(blocks * Integer.BYTES);
        copyTable(now, moved);
        unuse(moved + table.size() * Integer.BYTES, moved + blocks * Integer.BYTES);
        return now.header().withTable(moved, blocks);
    }

    /** What the last block has behind the disk's end becomes part of the disk. */
    private void clearEnd(VpcLayout now, long length) throws IOException {
        int blockSize = now.header().blockSize();
        long inBlock = now.length() % blockSize;
        if (inBlock > 0 && map.lookup(now.length() / blockSize) instanceof Place.Data(long data)) {
            long end = Math.min(blockSize, inBlock + length - now.length());
            file.writeZeroes(data + inBlock, end - inBlock);
        }
    }

    /** Where what follows the table begins. */
    private long roomEnd(VpcLayout now) throws IOException {
        long table = now.table().offset();
        long header = now.footer().dataOffset();
        var end = new long[] {header > table ? header : space.footerAt()};
        for (var locator : now.locators()) {
            if (locator.offset() > table) {
                end[0] = Math.min(end[0], locator.offset());
            }
        }
        now.forEach(
                file,
                0,
                (block, start) -> {
                    if (start > table) {
                        end[0] = Math.min(end[0], start);
                    }
                });
        return end[0];
    }

    private void copyTable(VpcLayout now, long to) throws IOException {
        long length = now.table().size() * Integer.BYTES;
        for (long done = 0; done < length; done += PIECE) {
            var piece =
                    file.read(now.table().offset() + done, (int) Math.min(PIECE, length - done));
            file.write(to + done, piece);
        }
    }

    /** Entries in a part of the file that name no place. */
    private void unuse(long from, long to) throws IOException {
        var unused = ByteBuffer.allocate((int) Math.min(PIECE, Math.max(0, to - from)));
        while (unused.hasRemaining()) {
            unused.put((byte) -1);
        }
        for (long at = from; at < to; at += unused.limit()) {
            unused.clear().limit((int) Math.min(unused.capacity(), to - at));
            file.write(at, unused);
        }
    }
}
