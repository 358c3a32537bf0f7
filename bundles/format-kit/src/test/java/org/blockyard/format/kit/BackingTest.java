package org.blockyard.format.kit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.io.Extent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is below a disk, or below a part of it, is told and read from the right place. */
class BackingTest {
    private static final int SECTOR = 512;
    private static final int SECTORS = 64;

    /** A disk that tells for each sector whether it is zero, or only that it does not hold it. */
    private static final class Told extends MemoryChild {
        private final boolean unallocated;

        Told(byte[] content, boolean unallocated) {
            become(content);
            this.unallocated = unallocated;
        }

        @Override
        public Extent status(long offset, long length) throws IOException {
            int most = (int) Math.min(length, SECTOR - offset % SECTOR);
            if (unallocated) {
                return Extent.unallocated(most);
            }
            var bytes = ByteBuffer.allocate(most);
            read(offset, bytes);
            return zero(bytes.array()) ? Extent.zero(most) : Extent.data(most);
        }
    }

    private static boolean zero(byte[] bytes) {
        return Arrays.equals(bytes, new byte[bytes.length]);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itReadsAndIsZeroWhereTheDiskIs(boolean unallocated) throws IOException {
        var random = new Random(1);
        var content = new byte[SECTORS * SECTOR];
        for (int sector = 0; sector < SECTORS; sector++) {
            if (random.nextBoolean()) {
                Arrays.fill(content, sector * SECTOR, (sector + 1) * SECTOR, (byte) (sector + 1));
            }
        }
        var whole = new Backing(Optional.of(new Told(content, unallocated)), true);
        for (int i = 0; i < 2000; i++) {
            int start = random.nextInt(content.length);
            int offset = random.nextInt(content.length);
            int length = 1 + random.nextInt(3 * SECTOR);
            int at = Math.min(content.length, start + offset);
            var expected = Arrays.copyOfRange(content, at, at + length);
            var part =
                    i % 2 == 0 ? whole.from(start) : whole.from(start / 2).from(start - start / 2);
            var read = ByteBuffer.allocate(length);
            part.read(offset, read);
            assertArrayEquals(expected, read.array());
            assertEquals(
                    zero(expected), part.isZero(offset, offset + length), start + "+" + offset);
        }
    }
}
