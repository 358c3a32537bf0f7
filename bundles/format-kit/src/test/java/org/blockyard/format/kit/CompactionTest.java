package org.blockyard.format.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Child;
import org.blockyard.driver.Progress;
import org.blockyard.driver.tck.CompactionTrial;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An image becomes as small as what it holds, and holds that at each moment. */
class CompactionTest {
    private static final int BLOCKS = 64;
    private static final int SECTOR = 512;

    private final Random random = new Random(3);

    private static BlockDevice open(Child file, int blockSize, boolean prefixed)
            throws IOException {
        return new ToyDisk(
                new ToyMap(
                        new ImageFile(file, false),
                        (long) BLOCKS * blockSize,
                        blockSize,
                        prefixed));
    }

    /** Blocks in any order; half of them were given up, or hold zeroes. */
    private byte[] image(int blockSize, boolean prefixed) throws IOException {
        var file = MemoryChild.of(ToyMap.image((long) BLOCKS * blockSize, blockSize));
        var disk = open(file, blockSize, prefixed);
        for (int i = 0; i < BLOCKS; i++) {
            var bytes = new byte[blockSize];
            random.nextBytes(bytes);
            disk.write(
                    (i * 37L + 11) % BLOCKS * blockSize, ByteBuffer.wrap(bytes), RequestFlags.NONE);
        }
        for (int block = 0; block < BLOCKS; block += 4) {
            disk.discard((long) block * blockSize, blockSize);
            disk.writeZeroes((block + 1L) * blockSize, blockSize, RequestFlags.NONE);
        }
        disk.close();
        return file.content();
    }

    @ParameterizedTest
    @CsvSource({"512, false", "4096, false", "4096, true", "65536, false"})
    void nothingButDataIsLeft(int blockSize, boolean prefixed) throws IOException {
        var image = image(blockSize, prefixed);
        var trial = new CompactionTrial(image, file -> open(file, blockSize, prefixed), random);
        int start = ToyMap.image((long) BLOCKS * blockSize, blockSize).length;
        int piece = blockSize + (prefixed ? SECTOR : 0);
        assertEquals(start + BLOCKS / 2 * piece, trial.run().length);
        trial.stopped(20);
    }

    /** Two blocks in one place would become one by a move of either. */
    @ParameterizedTest
    @ValueSource(ints = {0, 512})
    void overlappingBlocksAreLeftAsTheyAre(int distance) throws IOException {
        int blockSize = 4096;
        var image = image(blockSize, false);
        var table = ByteBuffer.wrap(image);
        table.putInt(SECTOR + 8, table.getInt(SECTOR + 12) + distance / SECTOR);
        var file = MemoryChild.of(image);
        var disk = (ToyDisk) open(file, blockSize, false);
        var refused = assertThrows(BlockException.class, () -> disk.compact(Progress.NONE));
        assertEquals(ErrorKind.CORRUPT, refused.kind());
    }
}
