package org.blockyard.format.qcow2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Checkable;
import org.blockyard.driver.Checkable.Repair;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Progress;
import org.blockyard.driver.Resizable;
import org.blockyard.driver.Snapshotting;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.driver.tck.RecordingChild;
import org.blockyard.format.qcow2.option.Qcow2CreateOptions;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Internal snapshots keep what the disk was, and the peer sees the same of them. */
class SnapshotTest {
    private static final int SIZE = 2 << 20;
    private static final int CUTS = Integer.getInteger("blockyard.test.cuts", 40);

    @TempDir Path folder;

    @ParameterizedTest(name = "version {0}, clusters of {1}, counts of {2} bits, subclusters {3}")
    @CsvSource({
        "2, 4096, 16, false",
        "3, 512, 64, false",
        "3, 4096, 4, false",
        "3, 65536, 16, false",
        "3, 2097152, 8, false",
        "3, 16384, 16, true",
        "3, 65536, 8, true",
        "3, 2097152, 64, true",
    })
    void randomChangesAndSnapshotsAreThePeersToo(
            int version, int clusterSize, int bits, boolean subclusters) throws Exception {
        QemuTools.require();
        var image = folder.resolve("image.qcow2");
        try (var file = new FileChild(image)) {
            TestContext.over(file).create(creation(SIZE, version, clusterSize, bits, subclusters));
        }
        var random = new Random(clusterSize + bits);
        var guest = new RandomGuest(clusterSize, new byte[SIZE]);
        var kept = new LinkedHashMap<String, byte[]>();
        for (int round = 0; round < 3; round++) {
            try (var file = new FileChild(image);
                    var device = TestContext.over(file).open()) {
                guest.verify(device);
                for (int i = 0; i < 6; i++) {
                    for (int step = 0; step < 6; step++) {
                        guest.step(device, 40_000);
                    }
                    guest.verify(device);
                    change(device, guest, kept, random, version == 3, "ours" + round + i);
                    guest.verify(device);
                }
            }
            changeByPeer(image, kept, guest, "peers" + round, random);
            verifyByPeer(image, kept, guest.model);
            verifyShown(image, kept, guest.model.length);
        }
    }

    private static Qcow2CreateOptions creation(
            int size, int version, int clusterSize, int bits, boolean subclusters) {
        var plain = TestContext.creation(size, version, clusterSize, bits);
        return subclusters ? TestContext.extended(plain) : plain;
    }

    private static void change(
            BlockDevice device,
            RandomGuest guest,
            Map<String, byte[]> kept,
            Random random,
            boolean resizable,
            String name)
            throws Exception {
        var snapshots = (Snapshotting) device;
        var names = List.copyOf(kept.keySet());
        switch (random.nextInt(5)) {
            case 0 -> {
                if (!names.isEmpty()) {
                    var which = names.get(random.nextInt(names.size()));
                    snapshots.applySnapshot(which);
                    guest.model = kept.get(which).clone();
                    guest.open = new boolean[guest.model.length];
                }
            }
            case 1 -> {
                if (!names.isEmpty()) {
                    var which = names.get(random.nextInt(names.size()));
                    snapshots.deleteSnapshot(which);
                    kept.remove(which);
                }
            }
            case 2 -> {
                if (resizable) {
                    guest.resize(device, SIZE / 2 + random.nextInt(SIZE / 512) * 512);
                }
            }
            default -> {
                snapshots.createSnapshot(name, Instant.ofEpochSecond(1_700_000_000L, 5));
                kept.put(name, guest.model.clone());
            }
        }
    }

    private static void changeByPeer(
            Path image, Map<String, byte[]> kept, RandomGuest guest, String name, Random random)
            throws Exception {
        if (!kept.isEmpty() && random.nextBoolean()) {
            var names = List.copyOf(kept.keySet());
            var which = names.get(random.nextInt(names.size()));
            QemuTools.succeed("qemu-img", "snapshot", "-d", which, image.toString());
            kept.remove(which);
        }
        if (kept.size() < 12) {
            QemuTools.succeed("qemu-img", "snapshot", "-c", name, image.toString());
            kept.put(name, guest.model.clone());
        }
    }

    private void verifyByPeer(Path image, Map<String, byte[]> kept, byte[] now) throws Exception {
        QemuTools.succeed("qemu-img", "check", "-q", "-f", "qcow2", image.toString());
        assertArrayEquals(now, QemuTools.raw(image, folder));
        for (var one : kept.entrySet()) {
            var actual = QemuTools.raw(image, folder, "-l", one.getKey());
            assertArrayEquals(
                    Arrays.copyOf(one.getValue(), now.length),
                    shown(actual, one.getValue().length));
        }
        var list = QemuTools.succeed("qemu-img", "snapshot", "-l", image.toString());
        kept.keySet().forEach(name -> assertTrue(list.contains(" " + name + " "), list));
    }

    /** What is behind a snapshot's end is not said to be anything. */
    private static byte[] shown(byte[] actual, int length) {
        if (length < actual.length) {
            Arrays.fill(actual, length, actual.length, (byte) 0);
        }
        return actual;
    }

    private static void verifyShown(Path image, Map<String, byte[]> kept, int length)
            throws Exception {
        for (var one : kept.entrySet()) {
            try (var file = new FileChild(image)) {
                var context = TestContext.over(file);
                context.readOnly = true;
                try (var device = context.open()) {
                    ((Snapshotting) device).showSnapshot(one.getKey());
                    assertEquals(length, device.length());
                    var actual = ByteBuffer.allocate(length);
                    device.read(0, actual);
                    assertArrayEquals(
                            Arrays.copyOf(one.getValue(), length),
                            shown(actual.array(), one.getValue().length));
                }
            }
        }
    }

    /** The disk and the snapshots by name. */
    private record State(byte[] disk, Map<String, byte[]> kept) {}

    private record Moment(int since, State state) {}

    @ParameterizedTest(name = "version {0}, clusters of {1}, counts of {2} bits, subclusters {3}")
    @CsvSource({
        "2, 512, 16, false",
        "3, 4096, 16, false",
        "3, 512, 8, false",
        "3, 16384, 16, true"
    })
    void afterACrashAChangeHasHappenedOrNot(
            int version, int clusterSize, int bits, boolean subclusters) throws Exception {
        int size = 1 << 20;
        var empty = new MemoryChild();
        TestContext.over(empty).create(creation(size, version, clusterSize, bits, subclusters));
        var file = new RecordingChild(empty.content());
        var random = new Random(clusterSize);
        var guest = new RandomGuest(bits, new byte[size]);
        var kept = new LinkedHashMap<String, byte[]>();
        var moments = new ArrayList<Moment>();
        try (var device = TestContext.over(file).open()) {
            for (int i = 0; i < 24; i++) {
                for (int step = 0; step < 5; step++) {
                    guest.step(device, 20_000);
                }
                guest.verify(device);
                device.flush();
                moments.add(new Moment(file.now(), state(guest, kept)));
                change(device, guest, kept, random, version == 3, "s" + i);
                device.flush();
                moments.add(new Moment(file.now(), state(guest, kept)));
            }
        }
        var changes =
                java.util.stream.IntStream.range(0, moments.size() / 2)
                        .filter(i -> moments.get(2 * i).since < moments.get(2 * i + 1).since)
                        .toArray();
        for (int i = 0; i < 2 * CUTS; i++) {
            int which = changes[random.nextInt(changes.length)];
            var before = moments.get(2 * which);
            var after = moments.get(2 * which + 1);
            int cut = before.since + random.nextInt(after.since - before.since + 1);
            examine(file.crashedAt(cut, random), before.state, after.state);
        }
    }

    private static State state(RandomGuest guest, Map<String, byte[]> kept) {
        return new State(guest.model.clone(), new LinkedHashMap<>(kept));
    }

    private static void examine(byte[] left, State before, State after) throws Exception {
        var context = TestContext.over(MemoryChild.of(left));
        context.readOnly = true;
        State is;
        try (var device = context.open()) {
            var findings = new ArrayList<String>();
            ((Checkable) device).check(Repair.NONE, findings::add, Progress.NONE);
            findings.removeIf(finding -> finding.startsWith("Leaked"));
            assertEquals(List.of(), findings);
            var names =
                    ((Snapshotting) device).snapshots().stream().map(info -> info.name()).toList();
            var disk = ByteBuffer.allocate((int) device.length());
            device.read(0, disk);
            boolean old = names.equals(List.copyOf(before.kept.keySet()));
            is = old && Arrays.equals(before.disk, disk.array()) ? before : after;
            assertEquals(List.copyOf(is.kept.keySet()), names);
            if (before.disk.length == after.disk.length) {
                assertArrayEquals(is.disk, disk.array());
            }
        }
        for (var one : is.kept.entrySet()) {
            try (var device = context.open()) {
                ((Snapshotting) device).showSnapshot(one.getKey());
                int length = (int) Math.min(device.length(), one.getValue().length);
                var actual = ByteBuffer.allocate(length);
                device.read(0, actual);
                assertArrayEquals(Arrays.copyOf(one.getValue(), length), actual.array());
            }
        }
    }

    @Test
    void damagedSnapshotsEndInBlockExceptionsAndInTime() throws Exception {
        var file = new MemoryChild();
        TestContext.over(file).create(TestContext.creation(SIZE, 3, 4096, 16));
        var guest = new RandomGuest(6, new byte[SIZE]);
        try (var device = TestContext.over(file).open()) {
            for (int i = 0; i < 3; i++) {
                guest.step(device, 100_000);
                guest.step(device, 100_000);
                ((Snapshotting) device).createSnapshot("s" + i, Instant.EPOCH);
            }
        }
        var healthy = file.content();
        var random = new Random(12);
        assertTimeoutPreemptively(
                Duration.ofMinutes(2),
                () -> {
                    for (int i = 0; i < 300; i++) {
                        use(MemoryChild.of(damaged(healthy, random)), random);
                    }
                });
    }

    /** Changes bytes of the header, the snapshot table, its L1 tables and what they name. */
    private static byte[] damaged(byte[] healthy, Random random) {
        var image = ByteBuffer.wrap(healthy.clone());
        int table = (int) image.getLong(64);
        int l1 = (int) image.getLong(table);
        int l2 = (int) (image.getLong(l1) & 0x00ff_ffff_ffff_fe00L);
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            int[] places = {
                60 + random.nextInt(12),
                table + random.nextInt(200),
                l1 + random.nextInt(32),
                l2 + random.nextInt(64),
                (int) image.getLong(48) + random.nextInt(8)
            };
            int at = places[random.nextInt(places.length)];
            image.put(at, (byte) random.nextInt(256));
        }
        return image.array();
    }

    private static void use(MemoryChild file, Random random) throws Exception {
        var context = TestContext.over(file);
        context.readOnly = true;
        try (var device = context.open()) {
            attempt(() -> ((Snapshotting) device).showSnapshot("s1"));
            attempt(() -> device.read(0, ByteBuffer.allocate(SIZE / 2)));
        } catch (BlockException refused) {
            // as it should be
        }
        try (var device = TestContext.over(file).open()) {
            var snapshots = (Snapshotting) device;
            for (int i = 0; i < 3; i++) {
                var name = "s" + i;
                switch (random.nextInt(3)) {
                    case 0 -> attempt(() -> snapshots.applySnapshot(name));
                    case 1 -> attempt(() -> snapshots.deleteSnapshot(name));
                    default -> attempt(() -> snapshots.createSnapshot("n", Instant.EPOCH));
                }
                attempt(() -> device.write(0, ByteBuffer.allocate(8192), RequestFlags.NONE));
            }
            attempt(() -> ((Checkable) device).check(Repair.ALL, one -> {}, Progress.NONE));
        } catch (BlockException refused) {
            // as it should be
        }
    }

    private interface Attempt {
        void run() throws Exception;
    }

    private static void attempt(Attempt attempt) throws Exception {
        try {
            attempt.run();
        } catch (BlockException refused) {
            // as it should be
        }
    }

    @Test
    void idsAreChosenAndFoundAsThePeerDoes() throws Exception {
        var file = new MemoryChild();
        TestContext.over(file).create(TestContext.creation(1 << 20));
        try (var device = TestContext.over(file).open()) {
            var snapshots = (Snapshotting) device;
            assertEquals("1", snapshots.createSnapshot("2", Instant.EPOCH).id());
            assertEquals("2", snapshots.createSnapshot("b", Instant.EPOCH).id());
            snapshots.deleteSnapshot("2");
            assertEquals(List.of("2"), names(snapshots));
            assertEquals("2", snapshots.createSnapshot("c", Instant.EPOCH).id());
            snapshots.deleteSnapshot("1");
            assertEquals(List.of("c"), names(snapshots));
            assertEquals(
                    ErrorKind.NOT_FOUND,
                    assertThrows(BlockException.class, () -> snapshots.applySnapshot("nix"))
                            .kind());
        }
    }

    private static List<String> names(Snapshotting device) throws Exception {
        return device.snapshots().stream().map(info -> info.name()).toList();
    }

    @Test
    void countsThatAreTooNarrowAreLeftAlone() throws Exception {
        var file = new MemoryChild();
        TestContext.over(file).create(TestContext.creation(1 << 20, 3, 65536, 1));
        try (var device = TestContext.over(file).open()) {
            device.write(0, ByteBuffer.allocate(4096), RequestFlags.NONE);
            assertEquals(
                    ErrorKind.OUT_OF_RANGE,
                    assertThrows(
                                    BlockException.class,
                                    () ->
                                            ((Snapshotting) device)
                                                    .createSnapshot("a", Instant.EPOCH))
                            .kind());
        }
        var context = TestContext.over(file);
        context.readOnly = true;
        try (var device = context.open()) {
            var result = ((Checkable) device).check(Repair.NONE, finding -> {}, Progress.NONE);
            assertEquals(0, result.leaks() + result.corruptions());
        }
    }

    @Test
    void aDiskOfAnotherLengthComesBackWithItsSnapshot() throws Exception {
        var file = new MemoryChild();
        TestContext.over(file).create(TestContext.creation(1 << 20));
        var context = TestContext.over(file);
        try (var device = context.open()) {
            ((Snapshotting) device).createSnapshot("small", Instant.EPOCH);
            ((Resizable) device).resize(1L << 40, Preallocation.OFF, false);
            ((Snapshotting) device).createSnapshot("large", Instant.EPOCH);
            ((Snapshotting) device).applySnapshot("large");
            assertEquals(0, context.lengthChanges);
            ((Snapshotting) device).applySnapshot("small");
            assertEquals(1, context.lengthChanges);
            assertEquals(1 << 20, device.length());
            ((Snapshotting) device).applySnapshot("large");
            assertEquals(1L << 40, device.length());
        }
    }
}
