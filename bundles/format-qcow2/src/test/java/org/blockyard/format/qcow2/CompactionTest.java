package org.blockyard.format.qcow2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.CheckResult;
import org.blockyard.driver.Checkable;
import org.blockyard.driver.Checkable.Repair;
import org.blockyard.driver.Child;
import org.blockyard.driver.Compacting;
import org.blockyard.driver.Progress;
import org.blockyard.driver.Snapshotting;
import org.blockyard.driver.tck.CompactionTrial;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.format.qcow2.option.Qcow2CreateOptions;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A compacted image holds what it did, in nothing but clusters that are in use. */
class CompactionTest {
    private static final int COUNT = 40;

    private final Random random = new Random(5);

    static Stream<Arguments> kinds() {
        return Stream.of(
                Arguments.of("small", TestContext.creation(2 << 20, 3, 512, 16)),
                Arguments.of("wide counts", TestContext.creation(2 << 20, 3, 512, 64)),
                Arguments.of("version 2", TestContext.creation(4 << 20, 2, 4096, 16)),
                Arguments.of(
                        "subclusters",
                        TestContext.extended(TestContext.creation(8 << 20, 3, 16384, 16))));
    }

    private static byte[] empty(Qcow2CreateOptions options) throws IOException {
        var file = new MemoryChild();
        TestContext.over(file).create(options);
        return file.content();
    }

    /** Whatever moment it was left at, nothing in it is wrong. */
    private static BlockDevice open(Child file) throws IOException {
        var device = TestContext.over(file).open();
        assertEquals(0, check(device).corruptions());
        return device;
    }

    private static CheckResult check(BlockDevice device) throws IOException {
        return ((Checkable) device).check(Repair.NONE, finding -> {}, Progress.NONE);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void nothingButWhatIsInUseIsLeft(String what, Qcow2CreateOptions options) throws IOException {
        int cluster = options.clusterSize();
        var starts = List.of(0L, options.size() - COUNT * cluster);
        var trial =
                CompactionTrial.ofUsed(
                        empty(options), cluster, starts, COUNT, CompactionTest::open, random);
        var left = trial.run();
        assertIsTight(left, cluster);
        trial.stopped(8);
    }

    /** All clusters of the file are in use. */
    private static void assertIsTight(byte[] image, int cluster) throws IOException {
        try (var device = open(MemoryChild.of(image))) {
            assertEquals(0, check(device).leaks());
        }
        for (int at = 0; at < image.length / cluster; at++) {
            var bytes = ByteBuffer.wrap(image);
            int order = bytes.getInt(4) == 2 ? 4 : bytes.getInt(96);
            int perBlock = cluster * 8 >> order;
            int block = (int) bytes.getLong((int) bytes.getLong(48) + at / perBlock * 8);
            int width = 1 << order - 3;
            var count =
                    Arrays.copyOfRange(
                            image,
                            block + at % perBlock * width,
                            block + (at % perBlock + 1) * width);
            assertEquals(1, count[width - 1], "count of cluster " + at);
        }
    }

    @Test
    void packedClustersStayWhereTheyAre() throws IOException {
        var file = MemoryChild.of(empty(TestContext.creation(1 << 20, 3, 4096, 16)));
        try (var device = open(file)) {
            for (int i = 0; i < 60; i++) {
                var bytes = new byte[4096];
                random.nextBytes(bytes);
                boolean packs = i % 3 == 0;
                if (packs) {
                    Arrays.fill(bytes, 100, 4096, (byte) i);
                }
                device.write(
                        i * 4096,
                        ByteBuffer.wrap(i % 5 == 0 && !packs ? new byte[4096] : bytes),
                        packs ? RequestFlags.COMPRESSED : RequestFlags.NONE);
            }
        }
        var trial = new CompactionTrial(file.content(), CompactionTest::open, random);
        trial.run();
        trial.stopped(4);
    }

    @Test
    void anImageWithSnapshotsIsLeftAlone() throws IOException {
        var file = MemoryChild.of(empty(TestContext.creation(1 << 20, 3, 4096, 16)));
        try (var device = open(file)) {
            ((Snapshotting) device).createSnapshot("s", Instant.EPOCH);
            var before = file.content();
            var refused =
                    assertThrows(
                            BlockException.class,
                            () -> ((Compacting) device).compact(Progress.NONE));
            assertEquals(ErrorKind.UNSUPPORTED, refused.kind());
            assertArrayEquals(before, file.content());
        }
    }
}
