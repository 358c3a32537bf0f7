package org.blockyard.format.cloop;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The compressed blocks of an image and the table that says where they lie: big-endian offsets of
 * 64 bits, one for each block and one for the end of the last. The table stays in the file, as a
 * large one would fill the memory.
 */
final class CompressedBlocks {
    /** What of the table is looked at in one go. */
    private static final int PIECE = 64 << 10;

    private final ImageFile file;
    private final CloopHeader header;

    CompressedBlocks(ImageFile file, CloopHeader header) {
        this.file = file;
        this.header = header;
    }

    CloopHeader header() {
        return header;
    }

    /**
     * Looks at the whole table.
     *
     * @throws BlockException of kind {@code INVALID_FORMAT} if blocks do not lie one behind the
     *     other, or are larger than compressed blocks can be
     */
    void check() throws IOException {
        var table = ByteBuffer.allocate(PIECE);
        long before = 0;
        for (long at = 0; at <= header.blocks(); ) {
            long left = header.blocks() + 1 - at;
            table.clear().limit((int) Math.min(PIECE, left * Long.BYTES));
            file.read(CloopHeader.LENGTH + at * Long.BYTES, table);
            for (table.flip(); table.hasRemaining(); at++) {
                long offset = table.getLong();
                if (at > 0) {
                    requireBlock(at, before, offset);
                }
                before = offset;
            }
        }
    }

    private static void requireBlock(long index, long start, long end) throws BlockException {
        if (Long.compareUnsigned(end, start) < 0) {
            throw new BlockException(
                    ErrorKind.INVALID_FORMAT,
                    "offsets not monotonically increasing at index "
                            + index
                            + ", image file is corrupt");
        }
        if (start < 0
                || Long.compareUnsigned(end - start, 2L * CloopHeader.MOST_BLOCK) > 0
                || end < 0) {
            throw new BlockException(
                    ErrorKind.INVALID_FORMAT,
                    "invalid compressed block size at index " + index + ", image file is corrupt");
        }
    }

    private ByteBuffer entries(long first, int count) throws IOException {
        return file.read(CloopHeader.LENGTH + first * Long.BYTES, count * Long.BYTES);
    }

    /**
     * Fills a buffer, which has the size of a block, with one.
     *
     * @throws BlockException of kind {@code CORRUPT} if it is damaged
     */
    void inflate(int index, ByteBuffer target) throws IOException {
        var place = entries(index, 2);
        long start = place.getLong();
        long end = place.getLong();
        requireBlock(index + 1L, start, end);
        try (var inflation = new Inflation(file, start, end)) {
            inflation.fill(target);
        } catch (BlockException damaged) {
            throw damaged.prefix("block " + index + ": ");
        }
    }
}
