package org.blockyard.format.kit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.blockyard.driver.Child;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.io.Extent;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.Test;

/** Blocks of which some sectors are there, and blocks that are packed. */
class OddBlocksTest {
    private static final int BLOCK = 8192;
    private static final int BLOCKS = 12;

    private final byte[] model = new byte[BLOCKS * BLOCK];
    private final Random random = new Random(5);
    private final MemoryMap map =
            new MemoryMap(new ImageFile(MemoryChild.of(new byte[0])), BLOCKS, BLOCK);

    private ToyDisk disk() {
        random.nextBytes(model);
        return new ToyDisk(map, Optional.<Child>of(MemoryChild.of(model)));
    }

    private void write(ToyDisk disk, int from, byte[] bytes) throws IOException {
        if (random.nextBoolean()
                || !disk.tryWrite(from, ByteBuffer.wrap(bytes), RequestFlags.NONE)) {
            disk.write(from, ByteBuffer.wrap(bytes), RequestFlags.NONE);
        }
        System.arraycopy(bytes, 0, model, from, bytes.length);
    }

    @Test
    void partialBlocksShowTheBackingBetweenTheirSectors() throws IOException {
        var disk = disk();
        for (int block = 0; block < BLOCKS; block += 2) {
            map.makePartial(block);
        }
        writeAnywhere(disk, 9);
    }

    @Test
    void blocksThatBecomePartialTakeNothingOfTheBacking() throws IOException {
        var disk = disk();
        map.partialAtFirst = true;
        write(disk, 512, new byte[512]);
        assertEquals(Extent.unallocated(512), disk.status(0, BLOCK));
        assertEquals(512, disk.status(512, BLOCK).length());
        // one that is written as a whole is here as a whole
        write(disk, BLOCK, new byte[BLOCK]);
        assertTrue(map.lookup(1) instanceof Place.Data);
        // the end of one, all of the next, and the beginning of a third
        write(disk, 4 * BLOCK - 512, new byte[BLOCK + 1024]);
        assertTrue(map.lookup(3) instanceof Place.Partial);
        assertTrue(map.lookup(4) instanceof Place.Data);
        assertTrue(map.lookup(5) instanceof Place.Partial);
        writeAnywhere(disk, 40);
    }

    private void writeAnywhere(ToyDisk disk, int mostSectors) throws IOException {
        for (int step = 0; step < 200; step++) {
            int from = random.nextInt(model.length / 512) * 512;
            int size = Math.min(model.length - from, (1 + random.nextInt(mostSectors)) * 512);
            var bytes = new byte[size];
            if (random.nextInt(5) == 0) {
                disk.writeZeroes(from, size, RequestFlags.NONE);
                Arrays.fill(model, from, from + size, (byte) 0);
            } else {
                random.nextBytes(bytes);
                write(disk, from, bytes);
            }
            var extent = disk.status(from, size);
            assertEquals(Extent.Kind.DATA, extent.kind());
            assertArrayEquals(model, disk.all());
        }
    }

    @Test
    void statusOfPartialBlocksGoesBySectors() throws IOException {
        var disk = disk();
        map.makePartial(0);
        write(disk, 1024, new byte[512]);
        assertEquals(Extent.unallocated(1024), disk.status(0, BLOCK));
        var there = disk.status(1024, BLOCK);
        assertEquals(512, there.length());
        assertEquals(Extent.Kind.DATA, there.kind());
    }

    @Test
    void packedBlocksReadAsTheyWereAndCanBeWritten() throws IOException {
        var disk = disk();
        for (int block = 0; block < BLOCKS; block++) {
            var bytes = new byte[BLOCK];
            Arrays.fill(bytes, (byte) (block + 1));
            if (block % 3 == 2) {
                random.nextBytes(bytes);
            }
            disk.write((long) block * BLOCK, ByteBuffer.wrap(bytes), RequestFlags.COMPRESSED);
            System.arraycopy(bytes, 0, model, block * BLOCK, BLOCK);
        }
        assertTrue(map.lookup(0) instanceof Place.Packed);
        assertTrue(map.lookup(2) instanceof Place.Data, "not worth it");
        assertEquals(Extent.compressed(2 * BLOCK), disk.status(0, 4 * BLOCK));
        assertArrayEquals(model, disk.all());
        for (int step = 0; step < 100; step++) {
            int from = random.nextInt(model.length);
            var bytes = new byte[Math.min(model.length - from, 1 + random.nextInt(2 * BLOCK))];
            random.nextBytes(bytes);
            write(disk, from, bytes);
            assertArrayEquals(model, disk.all());
        }
    }

    @Test
    void unpackedBlocksAreKeptUntilTheyAreWritten() throws IOException {
        var disk = disk();
        var bytes = new byte[BLOCK];
        disk.write(0, ByteBuffer.wrap(bytes), RequestFlags.COMPRESSED);
        disk.read(5, ByteBuffer.allocate(7));
        disk.read(100, ByteBuffer.allocate(7));
        assertEquals(1, map.unpacked);
        assertTrue(disk.tryRead(9, ByteBuffer.allocate(9)));
        Arrays.fill(bytes, (byte) 3);
        disk.write(0, ByteBuffer.wrap(bytes), RequestFlags.COMPRESSED);
        var read = ByteBuffer.allocate(1);
        disk.read(0, read);
        assertEquals(3, read.get(0));
    }
}
