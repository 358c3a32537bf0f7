package org.blockyard.format.qcow2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.Test;

/** Small reads of compressed clusters do not unpack a cluster each. */
class CompressedReadTest {
    private static final int CLUSTER = 65536;
    private static final int PIECE = 4096;
    private static final int CLUSTERS = 80;

    /** Counts reads of the file. */
    private static final class Counting extends MemoryChild {
        final AtomicInteger reads = new AtomicInteger();

        @Override
        public void read(long offset, ByteBuffer target) throws IOException {
            reads.incrementAndGet();
            super.read(offset, target);
        }
    }

    private final Counting file = new Counting();

    private BlockDevice open() throws IOException {
        TestContext.over(file)
                .create(TestContext.creation((long) CLUSTERS * CLUSTER, 3, CLUSTER, 16));
        var device = TestContext.over(file).open();
        for (int i = 0; i < CLUSTERS; i++) {
            device.write((long) i * CLUSTER, ByteBuffer.wrap(content(i)), RequestFlags.COMPRESSED);
        }
        device.flush();
        file.reads.set(0);
        return device;
    }

    private static byte[] content(int cluster) {
        var bytes = new byte[CLUSTER];
        for (int i = 0; i < CLUSTER; i++) {
            bytes[i] = (byte) (i / 100 + cluster);
        }
        return bytes;
    }

    private static byte[] read(BlockDevice device, int cluster, int piece) throws IOException {
        var target = ByteBuffer.allocate(PIECE);
        device.read((long) cluster * CLUSTER + piece * PIECE, target);
        return target.array();
    }

    @Test
    void whoeverWantsAClusterAtTheSameTimeSharesOneUnpacking() throws Exception {
        try (var device = open();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks =
                    IntStream.range(0, 64)
                            .<Callable<byte[]>>mapToObj(i -> () -> read(device, 3, i % 16))
                            .toList();
            var all = threads.invokeAll(tasks);
            for (int i = 0; i < all.size(); i++) {
                int from = i % 16 * PIECE;
                assertArrayEquals(
                        Arrays.copyOfRange(content(3), from, from + PIECE), all.get(i).get());
            }
            assertEquals(1, file.reads.get());
        }
    }

    @Test
    void whatWasUnpackedIsReadAtOnce() throws IOException {
        try (var device = open()) {
            var target = ByteBuffer.allocate(PIECE);
            assertFalse(device.tryRead(5 * CLUSTER + 100, target));
            read(device, 5, 0);
            assertTrue(device.tryRead(5 * CLUSTER + 100, target));
            assertArrayEquals(Arrays.copyOfRange(content(5), 100, 100 + PIECE), target.array());
        }
    }

    @Test
    void oldClustersMakeRoomAndAreUnpackedAgain() throws IOException {
        try (var device = open()) {
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < CLUSTERS; i++) {
                    assertArrayEquals(
                            Arrays.copyOfRange(content(i), PIECE, 2 * PIECE), read(device, i, 1));
                }
            }
            assertEquals(2 * CLUSTERS, file.reads.get());
        }
    }

    @Test
    void whatTakesThePlaceOfAPackedClusterIsRead() throws IOException {
        try (var device = open()) {
            for (int round = 0; round < 5; round++) {
                int cluster = 10 + round;
                read(device, cluster, 0);
                var fresh = new byte[CLUSTER];
                Arrays.fill(fresh, (byte) round);
                device.writeZeroes((long) cluster * CLUSTER, CLUSTER, RequestFlags.MAY_UNMAP);
                device.flush();
                device.flush();
                device.write(
                        (long) cluster * CLUSTER, ByteBuffer.wrap(fresh), RequestFlags.COMPRESSED);
                assertArrayEquals(Arrays.copyOf(fresh, PIECE), read(device, cluster, 0));
            }
        }
    }
}
