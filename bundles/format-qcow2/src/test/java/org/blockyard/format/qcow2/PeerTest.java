package org.blockyard.format.qcow2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.blockyard.driver.Checkable;
import org.blockyard.driver.Checkable.Repair;
import org.blockyard.driver.Child;
import org.blockyard.driver.Progress;
import org.blockyard.driver.tck.MemoryChild;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What QEMU's tools write we read, and what we write they read and find clean. */
class PeerTest {
    private static final int SIZE = 6 << 20;
    private static final int BACKING = 4 << 20;

    @TempDir Path folder;

    @BeforeEach
    void needsPeer() {
        QemuTools.require();
    }

    @ParameterizedTest(name = "{0}, backed {1}, snapshot {2}")
    @CsvSource({
        "'compat=0.10,cluster_size=512', true, false",
        "'compat=0.10,cluster_size=4096', false, true",
        "'compat=0.10,cluster_size=65536', true, true",
        "'compat=1.1,cluster_size=512,refcount_bits=1', true, false",
        "'compat=1.1,cluster_size=512,refcount_bits=64', false, true",
        "'compat=1.1,cluster_size=4096,refcount_bits=2', true, false",
        "'compat=1.1,cluster_size=65536,refcount_bits=4', true, false",
        "'compat=1.1,cluster_size=65536,refcount_bits=8,compression_type=zstd', false, true",
        "'compat=1.1,cluster_size=65536,lazy_refcounts=on', true, false",
        "'compat=1.1,cluster_size=2M,refcount_bits=32', true, true",
        "'compat=1.1,cluster_size=65536,preallocation=metadata', false, false",
    })
    void aPeersImageIsReadAndWrittenAndFoundCleanByThePeer(
            String options, boolean backed, boolean snapshot) throws Exception {
        var random = new Random(options.hashCode());
        var image = folder.resolve("image.qcow2");
        create(image, options, backed ? backing(random) : Optional.empty());
        patternByPeer(image, random);
        if (snapshot) {
            QemuTools.succeed("qemu-img", "snapshot", "-c", "first", image.toString());
            patternByPeer(image, random);
        }
        var before = QemuTools.raw(image, folder);
        var guest = new RandomGuest(options.hashCode(), before);
        for (int round = 0; round < 3; round++) {
            try (var files =
                            new OpenFiles(
                                    image,
                                    backed
                                            ? Optional.of(folder.resolve("backing"))
                                            : Optional.empty());
                    var device = new TestContext(files.file, files.backing).open()) {
                guest.verify(device);
                for (int i = 0; i < 60; i++) {
                    guest.step(device, 100_000);
                }
                if (!snapshot && round == 1) {
                    guest.resize(device, SIZE / 2 + 512);
                    guest.resize(device, SIZE + (1 << 20));
                }
                guest.verify(device);
            }
            QemuTools.succeed("qemu-img", "check", "-q", "-f", "qcow2", image.toString());
            assertArrayEquals(guest.model, QemuTools.raw(image, folder));
        }
        if (snapshot) {
            QemuTools.succeed("qemu-img", "snapshot", "-a", "first", image.toString());
            QemuTools.succeed("qemu-img", "check", "-q", "-f", "qcow2", image.toString());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2, 512, 16",
        "2, 65536, 16",
        "3, 512, 1",
        "3, 4096, 64",
        "3, 65536, 16",
        "3, 2097152, 2"
    })
    void anImageOfOursIsAcceptedAndWrittenByThePeer(int version, int clusterSize, int bits)
            throws Exception {
        var image = folder.resolve("ours.qcow2");
        try (var file = new FileChild(image)) {
            TestContext.over(file).create(TestContext.creation(SIZE, version, clusterSize, bits));
        }
        QemuTools.succeed("qemu-img", "check", "-q", "-f", "qcow2", image.toString());
        patternByPeer(image, new Random(clusterSize));
        var guest = new RandomGuest(1, QemuTools.raw(image, folder));
        try (var files = new OpenFiles(image, Optional.empty());
                var device = TestContext.over(files.file).open()) {
            guest.verify(device);
        }
    }

    @Test
    void countsOfDamagedImagesAreThePeers() throws Exception {
        var image = folder.resolve("damaged.qcow2");
        create(image, "cluster_size=4096,refcount_bits=8", Optional.empty());
        patternByPeer(image, new Random(3));
        var healthy = Files.readAllBytes(image);
        var random = new Random(4);
        var places = metadata(healthy, 4096);
        for (int i = 0; i < 40; i++) {
            var damaged = ByteBuffer.wrap(healthy.clone());
            int at = (int) (long) places.get(random.nextInt(places.size()));
            damaged.putLong(at, damaged.getLong(at) ^ 1L << random.nextInt(64));
            compareCounts(image, damaged.array());
        }
    }

    @Test
    void countsOfImagesWithDamagedSnapshotsAreThePeers() throws Exception {
        var image = folder.resolve("damaged.qcow2");
        create(image, "cluster_size=4096", Optional.empty());
        QemuTools.succeed("qemu-io", "-c", "write 0 1M", "-c", "write 3M 512k", image.toString());
        QemuTools.succeed("qemu-img", "snapshot", "-c", "s", image.toString());
        QemuTools.succeed("qemu-io", "-c", "write 0 100k", image.toString());
        var healthy = ByteBuffer.wrap(Files.readAllBytes(image));
        int table = (int) healthy.getLong(64);
        int l1 = (int) healthy.getLong(table);
        int l2 = (int) (healthy.getLong(l1) & 0x00ff_ffff_ffff_fe00L);
        long[][] changes = {
            {l1, healthy.getLong(l1) ^ 0x200},
            {l1, healthy.getLong(l1) ^ 1},
            {l1, 0x7fff000},
            {l1, 0},
            {l1, healthy.getLong(l1 + 48)},
            {l2, healthy.getLong(l2) ^ 0x800},
            {l2, 0x7ffff000},
            {l2, healthy.getLong(l2) ^ 1L << 63},
            {table, l1 + 0x200},
        };
        for (var change : changes) {
            var damaged = ByteBuffer.wrap(healthy.array().clone());
            compareCounts(image, damaged.putLong((int) change[0], change[1]).array());
        }
    }

    private static void compareCounts(Path image, byte[] damaged) throws Exception {
        Files.write(image, damaged);
        var report = QemuTools.run("qemu-img", "check", "--output=json", image.toString()).output();
        var context = TestContext.over(MemoryChild.of(damaged));
        context.readOnly = true;
        try (var device = context.open()) {
            var result = ((Checkable) device).check(Repair.NONE, finding -> {}, Progress.NONE);
            assertEquals(number(report, "corruptions"), result.corruptions(), report);
            assertEquals(number(report, "leaks"), result.leaks(), report);
            assertEquals(number(report, "check-errors"), result.checkErrors(), report);
            assertEquals(
                    number(report, "allocated-clusters"),
                    result.allocatedClusters().orElseThrow(),
                    report);
            assertEquals(
                    number(report, "fragmented-clusters"),
                    result.fragmentedClusters().orElseThrow(),
                    report);
            assertEquals(
                    number(report, "compressed-clusters"),
                    result.compressedClusters().orElseThrow(),
                    report);
            assertEquals(
                    number(report, "image-end-offset"),
                    result.imageEndOffset().orElseThrow(),
                    report);
        }
    }

    private static List<Long> metadata(byte[] image, int clusterSize) {
        var bytes = ByteBuffer.wrap(image);
        var places = new ArrayList<Long>();
        for (long table : List.of(bytes.getLong(40), bytes.getLong(48))) {
            for (long entry = table; entry < table + 24; entry += 8) {
                places.add(entry);
                long below = bytes.getLong((int) entry) & 0x00ff_ffff_ffff_fe00L;
                for (long inner = below;
                        below != 0 && inner < below + clusterSize / 8;
                        inner += 8) {
                    places.add(inner);
                }
            }
        }
        return places;
    }

    private static long number(String report, String key) {
        var found = java.util.regex.Pattern.compile("\"" + key + "\": (\\d+)").matcher(report);
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }

    private Optional<Path> backing(Random random) throws IOException {
        var path = folder.resolve("backing");
        var content = new byte[BACKING];
        random.nextBytes(content);
        Files.write(path, content);
        return Optional.of(path);
    }

    private static void create(Path image, String options, Optional<Path> backing)
            throws IOException {
        if (backing.isPresent()) {
            QemuTools.succeed(
                    "qemu-img",
                    "create",
                    "-q",
                    "-f",
                    "qcow2",
                    "-o",
                    options,
                    "-b",
                    backing.get().toString(),
                    "-F",
                    "raw",
                    image.toString(),
                    Integer.toString(SIZE));
        } else {
            QemuTools.succeed(
                    "qemu-img",
                    "create",
                    "-q",
                    "-f",
                    "qcow2",
                    "-o",
                    options,
                    image.toString(),
                    Integer.toString(SIZE));
        }
    }

    private static void patternByPeer(Path image, Random random) throws IOException {
        var command = new ArrayList<>(List.of("qemu-io", "-f", "qcow2"));
        for (int i = 0; i < 24; i++) {
            long offset = random.nextInt(SIZE / 512 - 1024) * 512L;
            long length = (1 + random.nextInt(1000)) * 512L;
            var verb =
                    List.of("write -P " + (1 + i), "write -z", "write -zu", "discard")
                            .get(Math.max(0, i % 8 - 4));
            command.addAll(List.of("-c", verb + " " + offset + " " + length));
            command.addAll(
                    List.of(
                            "-c",
                            "write -c -P " + (100 + i) + " " + (random.nextInt(2) << 21) + " 2M"));
            command.addAll(
                    List.of("-c", "write -P " + (50 + i) + " " + (offset & -4096) + " 8192"));
        }
        command.add(image.toString());
        QemuTools.run(command.toArray(new String[0]));
    }

    /** The files of an image, closed together. */
    private static final class OpenFiles implements AutoCloseable {
        final FileChild file;
        final Optional<Child> backing;

        OpenFiles(Path image, Optional<Path> below) throws IOException {
            file = new FileChild(image);
            backing =
                    below.isPresent() ? Optional.of(new FileChild(below.get())) : Optional.empty();
        }

        @Override
        public void close() throws IOException {
            file.close();
            if (backing.isPresent()) {
                ((FileChild) backing.get()).close();
            }
        }
    }
}
