package org.blockyard.format.cloop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.Random;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.junit.jupiter.api.Test;

/** The table of offsets and the blocks it leads to. */
class CompressedBlocksTest {
    private static final int BLOCK = 4096;
    private static final int TABLE = CloopHeader.LENGTH;

    private final byte[] content = content();
    private final byte[] image = CloopImage.of(content, BLOCK);

    private static byte[] content() {
        var bytes = new byte[BLOCK * 40];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    private CompressedBlocks blocks() throws Exception {
        var file = new ImageFile(MemoryChild.of(image));
        return new CompressedBlocks(file, CloopHeader.read(file.read(0, CloopHeader.LENGTH)));
    }

    private BlockException refused() {
        return assertThrows(BlockException.class, () -> blocks().check());
    }

    @Test
    void eachBlockIsUnpacked() throws Exception {
        var blocks = blocks();
        blocks.check();
        var all = ByteBuffer.allocate(content.length);
        for (int block = 0; block < 40; block++) {
            blocks.inflate(block, all.limit((block + 1) * BLOCK));
        }
        assertArrayEquals(content, all.array());
    }

    @Test
    void offsetsThatFallAreRefused() {
        ByteBuffer.wrap(image).putLong(TABLE + 7 * Long.BYTES, 5);
        assertEquals(
                "offsets not monotonically increasing at index 7, image file is corrupt",
                refused().sentence());
    }

    @Test
    void blocksThatAreTooLargeAreRefused() {
        ByteBuffer.wrap(image).putLong(TABLE + 40 * Long.BYTES, 1L << 40);
        assertEquals(
                "invalid compressed block size at index 40, image file is corrupt",
                refused().sentence());
    }

    @Test
    void aDamagedBlockIsNotReturned() throws Exception {
        long start = ByteBuffer.wrap(image).getLong(TABLE);
        // in the middle of a block's data, which can't be packed and so are stored as they are
        image[(int) start + 1000] ^= 1;
        var blocks = blocks();
        var damaged =
                assertThrows(
                        BlockException.class, () -> blocks.inflate(0, ByteBuffer.allocate(BLOCK)));
        assertEquals(ErrorKind.CORRUPT, damaged.kind());
    }

    @Test
    void aBlockOfAnotherLengthIsNotReturned() throws Exception {
        ByteBuffer.wrap(image).putInt(128, BLOCK - 512);
        assertThrows(
                BlockException.class, () -> blocks().inflate(1, ByteBuffer.allocate(BLOCK - 512)));
        ByteBuffer.wrap(image).putInt(128, BLOCK + 512);
        assertThrows(
                BlockException.class, () -> blocks().inflate(1, ByteBuffer.allocate(BLOCK + 512)));
    }
}
