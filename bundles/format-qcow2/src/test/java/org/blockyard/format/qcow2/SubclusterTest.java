package org.blockyard.format.qcow2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import org.blockyard.driver.Snapshotting;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.format.qcow2.option.Qcow2CreateOptions;
import org.blockyard.io.BlockException;
import org.blockyard.io.Extent;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images with extended L2 entries are read and written as the peer does it. */
class SubclusterTest {
    private static final int SIZE = 6 << 20;

    @TempDir Path folder;

    private static Qcow2CreateOptions creation(int clusterSize) {
        return TestContext.extended(TestContext.creation(SIZE, 3, clusterSize, 16));
    }

    private Optional<Path> backing(boolean wanted) throws IOException {
        var content = new byte[4 << 20];
        new Random(4).nextBytes(content);
        return wanted
                ? Optional.of(Files.write(folder.resolve("backing"), content))
                : Optional.empty();
    }

    @ParameterizedTest(name = "clusters of {0}, backed {1}, snapshot {2}")
    @CsvSource({
        "16384, true, false",
        "65536, true, true",
        "65536, false, false",
        "2097152, true, true",
        "32768, false, true",
    })
    void bothSidesReadWhatTheOtherWrote(int clusterSize, boolean backed, boolean snapshot)
            throws Exception {
        QemuTools.require();
        var image = folder.resolve("image.qcow2");
        var below = backing(backed);
        var command =
                new ArrayList<>(
                        List.of(
                                "qemu-img",
                                "create",
                                "-q",
                                "-f",
                                "qcow2",
                                "-o",
                                "extended_l2=on,cluster_size=" + clusterSize));
        below.ifPresent(path -> command.addAll(List.of("-b", path.toString(), "-F", "raw")));
        command.addAll(List.of(image.toString(), SIZE + ""));
        QemuTools.succeed(command.toArray(new String[0]));
        var random = new Random(clusterSize);
        writeByPeer(image, random);
        var guest = new RandomGuest(clusterSize, QemuTools.raw(image, folder));
        for (int round = 0; round < 3; round++) {
            use(
                    image,
                    below,
                    snapshot && round == 1,
                    device -> {
                        guest.verify(device);
                        for (int i = 0; i < 60; i++) {
                            guest.step(device, 20_000);
                        }
                        guest.verify(device);
                    });
            QemuTools.succeed("qemu-img", "check", "-q", "-f", "qcow2", image.toString());
            assertArrayEquals(guest.model, QemuTools.raw(image, folder));
            writeByPeer(image, random);
            var other = new RandomGuest(round, QemuTools.raw(image, folder));
            guest.model = other.model;
            use(
                    image,
                    below,
                    false,
                    device -> {
                        guest.verify(device);
                        assertMapIsThePeers(image, device);
                    });
        }
        if (snapshot) {
            QemuTools.succeed("qemu-img", "snapshot", "-a", "ours", image.toString());
            QemuTools.succeed("qemu-img", "check", "-q", "-f", "qcow2", image.toString());
        }
    }

    private interface Use {
        void of(org.blockyard.driver.BlockDevice device) throws IOException;
    }

    private static void use(Path image, Optional<Path> below, boolean snapshot, Use use)
            throws IOException {
        try (var file = new FileChild(image)) {
            Optional<Child> backing =
                    below.isPresent() ? Optional.of(new FileChild(below.get())) : Optional.empty();
            try (var device = new TestContext(file, backing).open()) {
                if (snapshot) {
                    ((Snapshotting) device).createSnapshot("ours", java.time.Instant.EPOCH);
                }
                use.of(device);
                var findings = new ArrayList<String>();
                ((Checkable) device).check(Repair.NONE, findings::add, Progress.NONE);
                assertEquals(List.of(), findings);
            }
            if (backing.isPresent()) {
                ((FileChild) backing.get()).close();
            }
        }
    }

    /** Depth 0 in the peer's map is what this layer holds. */
    private static void assertMapIsThePeers(Path image, org.blockyard.driver.BlockDevice device)
            throws IOException {
        var map = QemuTools.succeed("qemu-img", "map", "-U", "--output=json", image.toString());
        var found =
                java.util.regex.Pattern.compile(
                                "\"start\": (\\d+), \"length\": (\\d+), \"depth\":"
                                        + " (\\d+),.*?\"zero\": (\\w+), \"data\": (\\w+)(?:,"
                                        + " \"offset\": (\\d+))?")
                        .matcher(map);
        while (found.find()) {
            long start = Long.parseLong(found.group(1));
            long end = start + Long.parseLong(found.group(2));
            for (long at = start; at < end; ) {
                var extent = device.status(at, end - at);
                boolean here = extent.kind() != Extent.Kind.UNALLOCATED;
                assertEquals(
                        here && extent.kind() == Extent.Kind.DATA,
                        found.group(3).equals("0") && found.group(5).equals("true"),
                        at + ": " + extent + " in " + map);
                if (found.group(6) != null && found.group(3).equals("0") && here) {
                    assertEquals(
                            Long.parseLong(found.group(6)) + at - start,
                            extent.location().orElseThrow().offset());
                }
                at += extent.length();
            }
        }
    }

    private static void writeByPeer(Path image, Random random) throws IOException {
        var command = new ArrayList<>(List.of("qemu-io", "-f", "qcow2"));
        for (int i = 0; i < 16; i++) {
            long offset = random.nextInt(SIZE / 512 - 300) * 512L;
            long length = (1 + random.nextInt(250)) * 512L;
            var verb =
                    List.of("write -P " + (1 + i), "write -z", "write -zu", "discard")
                            .get(Math.max(0, i % 8 - 4));
            command.addAll(List.of("-c", verb + " " + offset + " " + length));
            if (i % 4 == 0) {
                command.addAll(
                        List.of(
                                "-c",
                                "write -c -P "
                                        + (100 + i)
                                        + " "
                                        + (random.nextInt(2) << 21)
                                        + " 2M"));
            }
        }
        command.add(image.toString());
        QemuTools.run(command.toArray(new String[0]));
    }

    @ParameterizedTest
    @CsvSource({"16384", "65536", "1048576"})
    void anImageOfOursIsAcceptedByThePeer(int clusterSize) throws Exception {
        QemuTools.require();
        var image = folder.resolve("ours.qcow2");
        try (var file = new FileChild(image)) {
            TestContext.over(file).create(creation(clusterSize));
        }
        assertTrue(
                QemuTools.succeed("qemu-img", "info", image.toString())
                        .contains("extended l2: true"));
        writeByPeer(image, new Random(clusterSize));
        var guest = new RandomGuest(1, QemuTools.raw(image, folder));
        use(
                image,
                Optional.empty(),
                false,
                device -> {
                    guest.verify(device);
                    for (int i = 0; i < 40; i++) {
                        guest.step(device, 20_000);
                    }
                    guest.resize(device, SIZE / 2 + 512);
                    guest.resize(device, SIZE + (1 << 20));
                    guest.verify(device);
                });
        QemuTools.succeed("qemu-img", "check", "-q", "-f", "qcow2", image.toString());
        assertArrayEquals(guest.model, QemuTools.raw(image, folder));
    }

    @Test
    void aSmallWriteTakesOneSubcluster() throws Exception {
        var file = new MemoryChild();
        TestContext.over(file).create(creation(65536));
        try (var device = TestContext.over(file).open()) {
            device.write(70_000, ByteBuffer.allocate(100), RequestFlags.NONE);
            assertEquals(Extent.Kind.UNALLOCATED, device.status(65536, 1).kind());
            assertEquals(4096, device.status(65536, SIZE - 65536).length());
            var written = device.status(69632, SIZE - 69632);
            assertEquals(Extent.Kind.DATA, written.kind());
            assertEquals(2048, written.length());
        }
    }

    @Test
    void damagedEntriesFailCleanly() throws Exception {
        var file = new MemoryChild();
        TestContext.over(file).create(creation(16384));
        try (var device = TestContext.over(file).open()) {
            var guest = new RandomGuest(9, new byte[SIZE]);
            for (int i = 0; i < 60; i++) {
                guest.step(device, 5000);
            }
        }
        var healthy = file.content();
        long l1 = ByteBuffer.wrap(healthy).getLong(40);
        int l2 = (int) (ByteBuffer.wrap(healthy).getLong((int) l1) & 0x00ff_ffff_ffff_fe00L);
        var random = new Random(2);
        for (int i = 0; i < 200; i++) {
            var damaged = healthy.clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                // an entry's place may be wrong only where nobody follows it to write
                int at = random.nextInt(16 * 384);
                damaged[l2 + (i % 2 == 0 ? at : at | 8)] ^= (byte) (1 << random.nextInt(8));
            }
            var context = TestContext.over(MemoryChild.of(damaged));
            context.readOnly = i % 2 == 0;
            try (var device = context.open()) {
                for (int at = 0; at < SIZE; at += 1 << 18) {
                    try {
                        device.read(at, ByteBuffer.allocate(1 << 18));
                        device.status(at, SIZE - at);
                        if (!context.readOnly) {
                            device.write(at + 700, ByteBuffer.allocate(9000), RequestFlags.NONE);
                            device.discard(at, 1 << 17);
                        }
                    } catch (BlockException damage) {
                        assertTrue(!damage.sentence().isEmpty());
                    }
                }
                ((Checkable) device).check(Repair.NONE, finding -> {}, Progress.NONE);
            } catch (BlockException damage) {
                assertTrue(!damage.sentence().isEmpty());
            }
        }
    }
}
