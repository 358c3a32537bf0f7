package org.blockyard.format.vpc;

import java.io.IOException;
import java.util.List;
import org.blockyard.format.kit.BlockTable;
import org.blockyard.format.kit.EntryFormat;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * What an image's structures say of a disk that grows, checked.
 *
 * @param footer the footer
 * @param length the disk's length
 * @param header the header
 * @param table an entry for each block of the disk
 */
record VpcLayout(Footer footer, long length, DynamicHeader header, BlockTable table) {
    private static final int PIECE = 1 << 20;

    /** Sees each entry of a table that names a place. */
    @FunctionalInterface
    interface Seen {
        void block(long block, long start) throws IOException;
    }

    /** The layout of an image whose table is in the file. */
    static VpcLayout of(ImageFile file, Footer footer, long length, DynamicHeader header)
            throws IOException {
        var table =
                BlockTable.of(file, EntryFormat.BE32, header.tableOffset(), header.blocks(length));
        if (table.end() > file.length()) {
            throw new BlockException(
                    ErrorKind.INVALID_FORMAT,
                    "the file ends before the end of the block allocation table");
        }
        return new VpcLayout(footer, length, header, table);
    }

    /** Bytes that a block takes in the file, with its bitmap. */
    long stride() {
        return (long) header.bitmapSize() + header.blockSize();
    }

    /** Goes through the table as it is in the file, from a block on. */
    void forEach(ImageFile file, long first, Seen seen) throws IOException {
        long block = first;
        for (long at = table.offset() + first * Integer.BYTES; at < table.end(); at += PIECE) {
            var entries = file.read(at, (int) Math.min(PIECE, table.end() - at));
            for (; entries.hasRemaining(); block++) {
                long entry = entries.getInt() & DynamicHeader.UNUSED;
                if (entry != DynamicHeader.UNUSED) {
                    seen.block(block, entry * DynamicHeader.SECTOR);
                }
            }
        }
    }

    /** Where the table's sectors end; others read entries beyond the disk's end as well. */
    private long tableEnd(ImageFile file) {
        long room = table.offset() + Integer.toUnsignedLong(header.entries()) * Integer.BYTES;
        long end = room > file.length() ? table.end() : Math.max(room, table.end());
        return Math.ceilDiv(end, DynamicHeader.SECTOR) * DynamicHeader.SECTOR;
    }

    /** Where the names of the parent of a differencing disk are. */
    List<ParentLocator> locators() {
        return footer.isDifferencing() ? header.locators() : List.of();
    }

    /** This layout with another header. */
    VpcLayout withHeader(DynamicHeader next) {
        return new VpcLayout(footer, length, next, table);
    }

    /** Where nothing that the image uses begins. */
    long end(ImageFile file) throws IOException {
        var end = new long[] {Math.max(tableEnd(file), Footer.SIZE + DynamicHeader.SIZE)};
        for (var locator : locators()) {
            if (locator.offset() >= 0 && locator.offset() <= file.length() - locator.length()) {
                end[0] = Math.max(end[0], locator.end());
            }
        }
        forEach(file, 0, (block, start) -> end[0] = Math.max(end[0], start + stride()));
        return end[0];
    }
}
