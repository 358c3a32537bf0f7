package org.blockyard.format.qcow2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Checkable;
import org.blockyard.driver.Checkable.Repair;
import org.blockyard.driver.Progress;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests of many threads that share clusters, tables and freed space do not get into each other's
 * way.
 */
class ConcurrencyTest {
    private static final int THREADS = 8;
    private static final int SIZE = 4 << 20;
    private static final int STEPS = 2500;

    @ParameterizedTest
    @ValueSource(ints = {512, 4096, 65536})
    void threadsThatShareClustersKeepTheirBytes(int clusterSize) throws Exception {
        var file = new MemoryChild();
        TestContext.over(file).create(TestContext.creation(SIZE, 3, clusterSize, 16));
        var below = new byte[SIZE / 2];
        new Random(9).nextBytes(below);
        var context = new TestContext(file, Optional.of(MemoryChild.of(below)));
        try (var device = context.open();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks =
                    IntStream.range(0, THREADS)
                            .<Callable<byte[]>>mapToObj(
                                    number -> () -> work(device, number, below, clusterSize))
                            .toList();
            var models = threads.invokeAll(tasks);
            for (int i = 0; i < THREADS; i++) {
                verify(device, i, models.get(i).get());
            }
            device.flush();
            var findings = new java.util.ArrayList<String>();
            var result = ((Checkable) device).check(Repair.NONE, findings::add, Progress.NONE);
            assertEquals(List.of(), findings);
            assertEquals(0, result.corruptions() + result.leaks());
        }
    }

    /** Each thread has every eighth block of 512 bytes, so that all share all larger clusters. */
    private static byte[] work(BlockDevice device, int number, byte[] below, int clusterSize)
            throws Exception {
        var random = new Random(number);
        var model = Arrays.copyOf(below, SIZE);
        for (int i = 0; i < STEPS; i++) {
            int block = random.nextInt(SIZE / 512 / THREADS) * THREADS + number;
            var bytes = new byte[512];
            random.nextBytes(bytes);
            switch (random.nextInt(30)) {
                case 0 -> device.flush();
                case 1, 2, 3, 4, 5 -> verifyBlock(device, block, model);
                case 6, 7 -> {
                    if (clusterSize == 512) {
                        device.writeZeroes(block * 512L, 512, RequestFlags.MAY_UNMAP);
                        Arrays.fill(model, block * 512, block * 512 + 512, (byte) 0);
                    }
                }
                default -> {
                    var source = ByteBuffer.wrap(bytes);
                    if (!device.tryWrite(block * 512L, source, RequestFlags.NONE)) {
                        device.write(block * 512L, source, RequestFlags.NONE);
                    }
                    System.arraycopy(bytes, 0, model, block * 512, 512);
                }
            }
        }
        return model;
    }

    private static void verify(BlockDevice device, int number, byte[] model) throws Exception {
        for (int block = number; block < SIZE / 512; block += THREADS) {
            verifyBlock(device, block, model);
        }
    }

    private static void verifyBlock(BlockDevice device, int block, byte[] model) throws Exception {
        var actual = ByteBuffer.allocate(512);
        if (!device.tryRead(block * 512L, actual)) {
            device.read(block * 512L, actual);
        }
        assertArrayEquals(
                Arrays.copyOfRange(model, block * 512, block * 512 + 512),
                actual.array(),
                () -> "block " + block);
    }
}
