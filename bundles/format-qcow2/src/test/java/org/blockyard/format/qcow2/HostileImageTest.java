package org.blockyard.format.qcow2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.blockyard.driver.Checkable;
import org.blockyard.driver.Checkable.Repair;
import org.blockyard.driver.Progress;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.format.qcow2.internal.layout.Features;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Malformed images are refused or reported, at the cost of what they are in size. */
class HostileImageTest {
    private static final int SIZE = 4 << 20;

    private static byte[] image() throws IOException {
        var file = new MemoryChild();
        TestContext.over(file).create(TestContext.creation(SIZE, 3, 4096, 16));
        try (var device = TestContext.over(file).open()) {
            for (int i = 0; i < 40; i++) {
                device.write(
                        i * 100_000L,
                        ByteBuffer.wrap(new byte[] {1, 2, 3, (byte) i}),
                        RequestFlags.NONE);
            }
        }
        return file.content();
    }

    static Stream<Arguments> wrongHeaders() {
        return Stream.of(
                wrong("magic", 0, 4, 0x51464900, ErrorKind.INVALID_FORMAT),
                wrong("version", 4, 4, 4, ErrorKind.UNSUPPORTED),
                wrong(
                        "backing name behind the first cluster",
                        8,
                        8,
                        5000,
                        ErrorKind.INVALID_FORMAT),
                wrong("small clusters", 20, 4, 8, ErrorKind.INVALID_FORMAT),
                wrong("large clusters", 20, 4, 22, ErrorKind.INVALID_FORMAT),
                wrong("a disk larger than its L1 table", 24, 8, 1L << 40, ErrorKind.INVALID_FORMAT),
                wrong("a negative disk", 24, 8, -512, ErrorKind.INVALID_FORMAT),
                wrong("aes without a key", 32, 4, 1, ErrorKind.INVALID_OPTION),
                wrong("luks without its header", 32, 4, 2, ErrorKind.INVALID_FORMAT),
                wrong("an L1 table of 64 MiB", 36, 4, 8 << 20, ErrorKind.INVALID_FORMAT),
                wrong("an L1 table of negative size", 36, 4, -1, ErrorKind.INVALID_FORMAT),
                wrong("an L1 table beyond the end", 40, 8, 1L << 40, ErrorKind.INVALID_FORMAT),
                wrong("an L1 table that is not aligned", 40, 8, 513, ErrorKind.INVALID_FORMAT),
                wrong("a refcount table that is not aligned", 48, 8, 513, ErrorKind.INVALID_FORMAT),
                wrong("a refcount table of 16 MiB", 56, 4, 4096, ErrorKind.INVALID_FORMAT),
                wrong("no refcount table", 56, 4, 0, ErrorKind.INVALID_FORMAT),
                wrong("too many snapshots", 60, 4, 65537, ErrorKind.INVALID_FORMAT),
                wrong("snapshots beyond the end", 64, 8, 1L << 50, ErrorKind.INVALID_FORMAT, 60, 1),
                wrong("no data file", 72, 8, Features.DATA_FILE, ErrorKind.INVALID_OPTION),
                wrong("small subclusters", 72, 8, Features.EXTENDED_L2, ErrorKind.INVALID_FORMAT),
                wrong(
                        "a compression type without its bit",
                        104,
                        4,
                        1 << 24,
                        ErrorKind.INVALID_FORMAT),
                wrong("an unknown feature", 72, 8, 1L << 40, ErrorKind.UNSUPPORTED),
                wrong("wide reference counts", 96, 4, 7, ErrorKind.INVALID_FORMAT),
                wrong("a short header", 100, 4, 100, ErrorKind.INVALID_FORMAT),
                wrong("a long header", 100, 4, 4104, ErrorKind.INVALID_FORMAT),
                wrong("a long extension", 116, 4, 1 << 30, ErrorKind.INVALID_FORMAT));
    }

    private static Arguments wrong(
            String what, int at, int width, long value, ErrorKind kind, int... more) {
        return Arguments.of(what, at, width, value, kind, more);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongHeaders")
    void aWrongHeaderIsRefused(
            String what, int at, int width, long value, ErrorKind kind, int[] more)
            throws Exception {
        var image = ByteBuffer.wrap(image());
        if (width == 4) {
            image.putInt(at, (int) value);
        } else {
            image.putLong(at, value);
        }
        if (more.length == 2) {
            image.putInt(more[0], more[1]);
        }
        var context = TestContext.over(MemoryChild.of(image.array()));
        context.readOnly = true;
        assertEquals(kind, assertThrows(BlockException.class, context::open).kind());
    }

    @Test
    void anUnknownFeatureIsNamedAsTheImageNamesIt() throws Exception {
        var image = ByteBuffer.wrap(image());
        image.putLong(72, 1L << 9);
        int table = 112 + 8;
        image.put(table, (byte) 0)
                .put(table + 1, (byte) 9)
                .put(table + 2, "time travel\0".getBytes());
        var refused =
                assertThrows(
                        BlockException.class,
                        () -> TestContext.over(MemoryChild.of(image.array())).open());
        assertTrue(refused.sentence().contains("time travel"), refused.sentence());
    }

    @Test
    void aWriteIntoMetadataIsRefusedAndTheImageIsMarked() throws Exception {
        var image = ByteBuffer.wrap(image());
        int l2 = (int) (image.getLong((int) image.getLong(40)) & 0x00ff_ffff_ffff_fe00L);
        image.putLong(l2, 1L << 63 | image.getLong(40));
        var file = MemoryChild.of(image.array());
        var context = TestContext.over(file);
        try (var device = context.open()) {
            var write = ByteBuffer.wrap(new byte[512]);
            assertFalse(device.tryWrite(0, write, RequestFlags.NONE));
            var refused =
                    assertThrows(
                            BlockException.class, () -> device.write(0, write, RequestFlags.NONE));
            assertEquals(ErrorKind.CORRUPT, refused.kind());
            assertEquals(1, context.corruptions.size());
            assertThrows(
                    BlockException.class, () -> device.write(SIZE / 2, write, RequestFlags.NONE));
        }
        var left = ByteBuffer.wrap(file.content());
        assertEquals(Features.CORRUPT, left.getLong(72) & Features.CORRUPT);
        left.putLong(72, 0);
        assertArrayEquals(image.array(), Arrays.copyOf(left.array(), image.capacity()));
        left.putLong(72, Features.CORRUPT);
        var again =
                assertThrows(
                        BlockException.class,
                        () -> TestContext.over(MemoryChild.of(left.array())).open());
        assertEquals(ErrorKind.CORRUPT, again.kind());
        var reading = TestContext.over(MemoryChild.of(left.array()));
        reading.readOnly = true;
        reading.open().close();
    }

    @ParameterizedTest
    @EnumSource(Repair.class)
    void aRefcountBlockWhereNumbersEndCostsNothing(Repair repair) throws Exception {
        var image = ByteBuffer.wrap(image());
        image.putLong((int) image.getLong(48) + 8, Long.MAX_VALUE & -512);
        var file = MemoryChild.of(image.array());
        assertTimeoutPreemptively(
                Duration.ofMinutes(1),
                () -> {
                    try (var device = TestContext.over(file).open()) {
                        var found =
                                ((Checkable) device).check(repair, finding -> {}, Progress.NONE);
                        assertTrue(found.corruptions() + found.corruptionsFixed() > 0);
                    }
                });
    }

    @Test
    void randomDamageEndsInBlockExceptionsAndInTime() throws Exception {
        var healthy = image();
        var random = new Random(11);
        assertTimeoutPreemptively(
                Duration.ofMinutes(2),
                () -> {
                    for (int i = 0; i < 600; i++) {
                        var damaged = healthy.clone();
                        for (int j = 0; j < 1 + random.nextInt(6); j++) {
                            damaged[metadata(random, damaged.length)] = (byte) random.nextInt(256);
                        }
                        use(MemoryChild.of(damaged), random);
                    }
                });
    }

    /** Header, refcount table, block, L1 and the first L2 tables, more often than the rest. */
    private static int metadata(Random random, int length) {
        return random.nextInt(4) == 0
                ? random.nextInt(112)
                : random.nextInt(Math.min(length, 8 * 4096));
    }

    private static void use(MemoryChild file, Random random) throws IOException {
        try (var device = TestContext.over(file).open()) {
            var bytes = ByteBuffer.allocate(65536);
            for (int i = 0; i < 12; i++) {
                long at =
                        (long)
                                (random.nextDouble()
                                        * Math.max(1, device.length() - bytes.capacity()));
                if (device.length() >= bytes.capacity()) {
                    attempt(() -> device.read(at, bytes.clear()));
                    attempt(() -> device.write(at, bytes.clear(), RequestFlags.NONE));
                    attempt(() -> device.discard(at, bytes.capacity()));
                    attempt(() -> device.status(at, bytes.capacity()));
                }
            }
            attempt(device::flush);
            attempt(() -> ((Checkable) device).check(Repair.ALL, finding -> {}, Progress.NONE));
        } catch (BlockException refused) {
            // as it should be
        }
    }

    private interface Attempt {
        void run() throws IOException;
    }

    private static void attempt(Attempt attempt) throws IOException {
        try {
            attempt.run();
        } catch (BlockException refused) {
            // as it should be
        }
    }
}
