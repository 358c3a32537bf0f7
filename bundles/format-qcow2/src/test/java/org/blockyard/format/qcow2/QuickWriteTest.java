package org.blockyard.format.qcow2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Checkable;
import org.blockyard.driver.Checkable.Repair;
import org.blockyard.driver.Progress;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writes that need new clusters are done at once where nothing has to be waited for. */
class QuickWriteTest {
    private static final int CLUSTER = 4096;
    private static final int SIZE = 1 << 20;

    /** A file that can be told to do nothing at once. */
    private static final class Moody extends MemoryChild {
        Optional<Random> mood = Optional.empty();
        boolean refusesReads;
        boolean refusesWrites;

        private boolean refuses(boolean always) {
            return always || mood.isPresent() && mood.get().nextInt(3) == 0;
        }

        @Override
        public boolean tryRead(long offset, ByteBuffer target) throws IOException {
            return !refuses(refusesReads) && super.tryRead(offset, target);
        }

        @Override
        public boolean tryWrite(long offset, ByteBuffer source, RequestFlags flags)
                throws IOException {
            return !refuses(refusesWrites) && super.tryWrite(offset, source, flags);
        }
    }

    private final Moody file = new Moody();
    private final Moody below = new Moody();

    private BlockDevice open(boolean backed, boolean extended) throws IOException {
        var options =
                extended
                        ? CrashImage.subclusters(TestContext.creation(SIZE, 3, 16384, 16))
                        : TestContext.creation(SIZE, 3, CLUSTER, 16);
        TestContext.over(file).create(options);
        return TestContext.over(file).over(backed ? Optional.of(below) : Optional.empty()).open();
    }

    private BlockDevice open(boolean backed) throws IOException {
        if (backed) {
            below.become(noise(1, SIZE));
        }
        var device = open(backed, false);
        // with this the L2 table is there, and the file is longer than it must be
        device.write(SIZE - CLUSTER, ByteBuffer.wrap(noise(2, CLUSTER)), RequestFlags.NONE);
        return device;
    }

    private static byte[] noise(long seed, int size) {
        var bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static boolean tryWrite(BlockDevice device, long offset, byte[] bytes)
            throws IOException {
        var source = ByteBuffer.wrap(bytes);
        boolean done = device.tryWrite(offset, source, RequestFlags.NONE);
        assertEquals(done ? 0 : bytes.length, source.remaining());
        return done;
    }

    private static byte[] read(BlockDevice device, long offset, int length) throws IOException {
        var target = ByteBuffer.allocate(length);
        device.read(offset, target);
        return target.array();
    }

    private static void assertClean(BlockDevice device) throws IOException {
        var findings = new ArrayList<String>();
        var result = ((Checkable) device).check(Repair.NONE, findings::add, Progress.NONE);
        assertEquals(List.of(), findings);
        assertEquals(0, result.corruptions() + result.leaks());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, CLUSTER, CLUSTER + 1, 3 * CLUSTER - 7})
    void whatTheBackingHasIsTakenAlongAtOnce(int offset) throws IOException {
        try (var device = open(true)) {
            var expected = below.content();
            var bytes = noise(3, 5 * CLUSTER / 2);
            assertTrue(tryWrite(device, offset, bytes));
            System.arraycopy(bytes, 0, expected, offset, bytes.length);
            int end = SIZE - CLUSTER;
            assertArrayEquals(Arrays.copyOf(expected, end), read(device, 0, end));
            assertClean(device);
        }
    }

    @Test
    void aWriteMayBeginInPlaceAndGoOnInNewClusters() throws IOException {
        try (var device = open(false)) {
            device.write(0, ByteBuffer.wrap(noise(4, CLUSTER)), RequestFlags.NONE);
            device.write(2 * CLUSTER, ByteBuffer.wrap(noise(5, CLUSTER)), RequestFlags.NONE);
            var bytes = noise(6, 3 * CLUSTER);
            assertTrue(tryWrite(device, CLUSTER / 2, bytes));
            assertArrayEquals(bytes, read(device, CLUSTER / 2, bytes.length));
            assertArrayEquals(
                    new byte[CLUSTER / 2], read(device, CLUSTER / 2 + bytes.length, CLUSTER / 2));
            assertClean(device);
        }
    }

    @Test
    void whatCanNotBeDoneAtOnceLeavesNothingBehind() throws IOException {
        try (var device = open(true)) {
            below.refusesReads = true;
            assertFalse(tryWrite(device, 100, noise(7, 100)));
            below.refusesReads = false;
            file.refusesWrites = true;
            assertFalse(tryWrite(device, 0, noise(7, 4 * CLUSTER)));
            assertArrayEquals(
                    Arrays.copyOf(below.content(), 4 * CLUSTER), read(device, 0, 4 * CLUSTER));
            assertClean(device);
        }
    }

    @Test
    void aClusterThatWasUsedOnceIsNotTakenForBlankAfterItWasGivenBack() throws IOException {
        try (var device = open(false)) {
            // the last cluster of the file, with nothing behind it, becomes free
            device.write(0, ByteBuffer.wrap(noise(8, CLUSTER)), RequestFlags.NONE);
            file.refusesWrites = true;
            device.writeZeroes(0, CLUSTER, RequestFlags.MAY_UNMAP);
            device.flush();
            device.flush();
            assertFalse(tryWrite(device, CLUSTER, noise(9, 512)));
            file.refusesWrites = false;
            assertTrue(tryWrite(device, 2 * CLUSTER, noise(10, 512)));
            assertArrayEquals(
                    new byte[CLUSTER - 512], read(device, 2 * CLUSTER + 512, CLUSTER - 512));
            assertClean(device);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void refusalsAtAnyMomentDoNoHarm(boolean extended) throws IOException {
        var content = noise(11, SIZE);
        below.become(content);
        try (var device = open(true, extended)) {
            file.mood = Optional.of(new Random(12));
            below.mood = Optional.of(new Random(13));
            var guest = new RandomGuest(14, content);
            for (int i = 0; i < 1500; i++) {
                guest.step(device, 6 * CLUSTER);
                if (i % 50 == 0) {
                    device.flush();
                }
            }
            guest.verify(device);
            device.flush();
            assertClean(device);
        }
    }
}
