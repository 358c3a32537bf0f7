package org.blockyard.driver.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Compacting;
import org.blockyard.driver.Progress;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;

/**
 * Compacts an image in memory, and proves that what its disk reads as is there whenever the power
 * fails, and after a compaction that was stopped.
 */
public final class CompactionTrial {
    private static final int SECTOR = 512;

    private final byte[] image;
    private final Opening opening;
    private final Random random;

    /** Opens an image for writing. */
    @FunctionalInterface
    public interface Opening {
        /** A device of a driver that can do {@link Compacting}. */
        BlockDevice open(MemoryChild file) throws IOException;
    }

    /** A trial of the compaction of an image. */
    public CompactionTrial(byte[] image, Opening opening, Random random) {
        this.image = image.clone();
        this.opening = opening;
        this.random = random;
    }

    /**
     * A trial of an image that has been in use: of some ranges of the disk all blocks were written
     * in no order, and half of them became zeroes afterwards.
     *
     * @param image without data
     * @param block bytes of a block
     * @param starts where the ranges begin, multiples of the block size
     * @param count blocks of each range
     */
    public static CompactionTrial ofUsed(
            byte[] image, int block, List<Long> starts, int count, Opening opening, Random random)
            throws IOException {
        var file = MemoryChild.of(image);
        var places = new ArrayList<Long>();
        for (long start : starts) {
            for (int i = 0; i < count; i++) {
                places.add(start + (long) i * block);
            }
        }
        try (var device = opening.open(file)) {
            Collections.shuffle(places, random);
            for (long place : places) {
                var bytes = new byte[block];
                random.nextBytes(bytes);
                device.write(place, ByteBuffer.wrap(bytes), RequestFlags.NONE);
            }
            Collections.shuffle(places, random);
            for (int i = 0; i < places.size() / 2; i++) {
                empty(device, places.get(i), block, i);
            }
        }
        return new CompactionTrial(file.content(), opening, random);
    }

    private static void empty(BlockDevice device, long place, int block, int how)
            throws IOException {
        if (how % 2 == 0
                || !device.writeZeroes(
                        place, block, RequestFlags.MAY_UNMAP.with(RequestFlags.NO_FALLBACK))) {
            device.write(place, ByteBuffer.allocate(block), RequestFlags.NONE);
        }
    }

    /**
     * Compacts it.
     *
     * @return the image afterwards
     */
    public byte[] run() throws IOException {
        var expected = content(opening.open(MemoryChild.of(image)));
        var file = new RecordingChild(image);
        var device = opening.open(file);
        compact(device, Progress.NONE);
        assertArrayEquals(expected, content(device));
        device.close();
        for (int event = 0; event <= file.now(); event++) {
            var left = opening.open(MemoryChild.of(file.crashedAt(event, random)));
            assertArrayEquals(expected, content(left), "after step " + event);
        }
        return file.content();
    }

    /**
     * Stops compactions at some moments, writes then, and compacts again.
     *
     * @param trials how many
     */
    public void stopped(int trials) throws IOException {
        var updates = new int[1];
        compact(opening.open(MemoryChild.of(image)), (done, total) -> updates[0]++);
        for (int trial = 0; trial < trials; trial++) {
            stop(random.nextInt(updates[0]));
        }
    }

    private void stop(int update) throws IOException {
        var file = MemoryChild.of(image);
        var device = opening.open(file);
        var expected = content(device);
        var left = new int[] {update};
        var stopped =
                assertThrows(
                        BlockException.class,
                        () ->
                                compact(
                                        device,
                                        (done, total) -> {
                                            if (left[0]-- == 0) {
                                                throw new BlockException(
                                                        ErrorKind.CANCELLED, "stopped");
                                            }
                                        }));
        assertEquals(ErrorKind.CANCELLED, stopped.kind());
        for (int i = 0; i < 20; i++) {
            var bytes = new byte[SECTOR];
            random.nextBytes(bytes);
            int at = random.nextInt(expected.length / SECTOR) * SECTOR;
            device.write(at, ByteBuffer.wrap(bytes), RequestFlags.NONE);
            System.arraycopy(bytes, 0, expected, at, SECTOR);
        }
        assertArrayEquals(expected, content(device));
        device.close();
        var again = opening.open(MemoryChild.of(file.content()));
        assertArrayEquals(expected, content(again));
        compact(again, Progress.NONE);
        assertArrayEquals(expected, content(again));
    }

    private static void compact(BlockDevice device, Progress progress) throws IOException {
        ((Compacting) device).compact(progress);
    }

    private static byte[] content(BlockDevice device) throws IOException {
        var bytes = ByteBuffer.allocate((int) device.length());
        device.read(0, bytes);
        return bytes.array();
    }
}
