package org.blockyard.format.kit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.blockyard.driver.Child;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many threads at once, each with sectors of its own that lie among those of the others: what each
 * writes is there, while blocks get their first data, are given up and used again.
 */
class ConcurrencyTest {
    private static final int THREADS = 6;
    private static final int SECTOR = 512;
    private static final int SECTORS = 6 * 80;
    private static final int LENGTH = SECTORS * SECTOR;
    private static final int STEPS = 400;

    @ParameterizedTest
    @ValueSource(ints = {512, 2048, 16384, 131072})
    void eachThreadReadsWhatItWrote(int blockSize) throws Exception {
        var below = new byte[LENGTH];
        new Random(1).nextBytes(below);
        var file = MemoryChild.of(ToyMap.image(LENGTH, blockSize));
        var map = new ToyMap(new ImageFile(file), LENGTH, blockSize, false);
        var disk = new ToyDisk(map, Optional.<Child>of(MemoryChild.of(below)));
        var model = below.clone();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var work = new ArrayList<Future<?>>();
            for (int thread = 0; thread < THREADS; thread++) {
                int mine = thread;
                work.add(threads.submit(task(() -> run(disk, model, mine))));
            }
            for (var each : work) {
                each.get();
            }
        }
        assertArrayEquals(model, disk.all());
        disk.close();
        var again =
                new ToyDisk(
                        new ToyMap(new ImageFile(file), LENGTH, blockSize, false),
                        Optional.<Child>of(MemoryChild.of(below)));
        assertArrayEquals(model, again.all());
    }

    private interface Work {
        void run() throws IOException;
    }

    private static Callable<Boolean> task(Work work) {
        return () -> {
            work.run();
            return true;
        };
    }

    private static void run(ToyDisk disk, byte[] model, int mine) throws IOException {
        var random = new Random(mine);
        for (int step = 0; step < STEPS; step++) {
            int sector = random.nextInt(SECTORS / THREADS) * THREADS + mine;
            int at = sector * SECTOR;
            var bytes = new byte[SECTOR];
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    random.nextBytes(bytes);
                    disk.write(at, ByteBuffer.wrap(bytes), RequestFlags.NONE);
                    System.arraycopy(bytes, 0, model, at, SECTOR);
                }
                case 2 -> {
                    random.nextBytes(bytes);
                    if (disk.tryWrite(at, ByteBuffer.wrap(bytes), RequestFlags.NONE)) {
                        System.arraycopy(bytes, 0, model, at, SECTOR);
                    }
                }
                case 3 -> {
                    disk.writeZeroes(at, SECTOR, RequestFlags.MAY_UNMAP);
                    Arrays.fill(model, at, at + SECTOR, (byte) 0);
                }
                case 4 -> {
                    disk.read(at, ByteBuffer.wrap(bytes));
                    assertArrayEquals(Arrays.copyOfRange(model, at, at + SECTOR), bytes);
                }
                default -> disk.flush();
            }
        }
    }
}
