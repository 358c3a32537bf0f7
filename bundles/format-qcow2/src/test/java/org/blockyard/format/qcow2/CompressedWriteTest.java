package org.blockyard.format.qcow2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Checkable;
import org.blockyard.driver.Progress;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.format.qcow2.option.Qcow2CreateOptions;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Extent;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clusters are stored packed when that is asked for, as the peer packs them. */
class CompressedWriteTest {
    @TempDir Path folder;

    @ParameterizedTest(name = "clusters of {0}, {1}, version {2}")
    @CsvSource({
        "512, ZLIB, 2",
        "4096, ZSTD, 3",
        "65536, ZLIB, 3",
        "65536, ZSTD, 3",
        "2097152, ZLIB, 2"
    })
    void thePeerReadsWhatManyThreadsPacked(
            int clusterSize, Qcow2CreateOptions.CompressionType type, int version)
            throws Exception {
        QemuTools.require();
        int size = 40 * clusterSize + 1536;
        var image = folder.resolve("image.qcow2");
        var content = content(size, clusterSize);
        try (var file = new FileChild(image)) {
            TestContext.over(file).create(creation(size, version, clusterSize, type));
        }
        try (var file = new FileChild(image);
                var device = TestContext.over(file).open();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks =
                    IntStream.rangeClosed(0, size / clusterSize)
                            .<Callable<Void>>mapToObj(
                                    cluster ->
                                            () ->
                                                    pack(
                                                            device,
                                                            content,
                                                            cluster * clusterSize,
                                                            clusterSize))
                            .toList();
            for (var done : threads.invokeAll(tasks)) {
                done.get();
            }
            var back = ByteBuffer.allocate(size);
            device.read(0, back);
            assertArrayEquals(content, back.array());
            assertEquals(Extent.compressed(1), device.status(0, 1));
        }
        int all = (size + clusterSize - 1) / clusterSize;
        int packed = all - all / 3;
        var report = QemuTools.succeed("qemu-img", "check", "--output=json", image.toString());
        assertTrue(report.contains("\"compressed-clusters\": " + packed + ","), report);
        QemuTools.succeed("qemu-img", "convert", "-O", "raw", image.toString(), folder + "/raw");
        assertArrayEquals(content, Files.readAllBytes(folder.resolve("raw")));
        assertTrue(
                clusterSize < 65536 || Files.size(image) < size * 3L / 4,
                "packed clusters share host clusters");
    }

    @Test
    void packedDataNeverTakeThePlaceOfDataThatAreThere() throws Exception {
        var file = new MemoryChild();
        TestContext.over(file).create(TestContext.creation(1 << 20));
        var cluster = ByteBuffer.allocate(65536);
        try (var device = TestContext.over(file).open()) {
            device.write(0, cluster.duplicate(), RequestFlags.NONE);
            device.write(65536, cluster.duplicate(), RequestFlags.COMPRESSED);
            for (long there : new long[] {0, 65536}) {
                assertEquals(
                        ErrorKind.IO,
                        assertThrows(
                                        BlockException.class,
                                        () ->
                                                device.write(
                                                        there,
                                                        cluster.duplicate(),
                                                        RequestFlags.COMPRESSED))
                                .kind());
            }
            device.discard(65536, 65536);
            device.write(65536, cluster.duplicate(), RequestFlags.COMPRESSED);
        }
        assertClean(file);
    }

    @Test
    void aClusterThatLostAllItsPackedDataIsNotAddedTo() throws Exception {
        var file = new MemoryChild();
        TestContext.over(file).create(TestContext.creation(4 << 20));
        var random = new Random(5);
        var model = new byte[4 << 20];
        try (var device = TestContext.over(file).open()) {
            for (int i = 0; i < 400; i++) {
                int at = random.nextInt(64) * 65536;
                if (random.nextBoolean()) {
                    device.discard(at, 65536);
                    device.flush();
                    Arrays.fill(model, at, at + 65536, (byte) 0);
                } else {
                    boolean packed = random.nextBoolean();
                    var bytes = new byte[65536];
                    Arrays.fill(bytes, (byte) (1 + i % 255));
                    try {
                        device.write(
                                at,
                                ByteBuffer.wrap(bytes),
                                packed ? RequestFlags.COMPRESSED : RequestFlags.NONE);
                        System.arraycopy(bytes, 0, model, at, bytes.length);
                    } catch (BlockException there) {
                        assertTrue(packed && there.kind() == ErrorKind.IO);
                    }
                }
            }
            var back = ByteBuffer.allocate(model.length);
            device.read(0, back);
            assertArrayEquals(model, back.array());
        }
        assertClean(file);
    }

    private static Void pack(BlockDevice device, byte[] content, int from, int unit)
            throws Exception {
        device.write(
                from,
                ByteBuffer.wrap(content, from, Math.min(unit, content.length - from)),
                RequestFlags.COMPRESSED);
        return null;
    }

    /** Every third cluster can't be packed. */
    private static byte[] content(int size, int clusterSize) {
        var content = new byte[size];
        new Random(1).nextBytes(content);
        for (int i = 0; i < size; i++) {
            if (i / clusterSize % 3 != 2 && i % 7 != 0) {
                content[i] = (byte) (i / 900);
            }
        }
        return content;
    }

    private static Qcow2CreateOptions creation(
            int size, int version, int clusterSize, Qcow2CreateOptions.CompressionType type) {
        return new Qcow2CreateOptions(
                new org.blockyard.option.ChildRef.Node("file"),
                clusterSize,
                false,
                Optional.empty(),
                type,
                size,
                Optional.of(Qcow2CreateOptions.Version.values()[version - 2]),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                16,
                Optional.empty());
    }

    private static void assertClean(MemoryChild file) throws Exception {
        var context = TestContext.over(file);
        context.readOnly = true;
        try (var device = context.open()) {
            var result =
                    ((Checkable) device).check(Checkable.Repair.NONE, finding -> {}, Progress.NONE);
            assertEquals(0, result.corruptions() + result.leaks() + result.checkErrors());
        }
    }
}
