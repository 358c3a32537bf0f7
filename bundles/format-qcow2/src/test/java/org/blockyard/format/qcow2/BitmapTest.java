package org.blockyard.format.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.blockyard.driver.BitmapInfo;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Checkable.Repair;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Progress;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.driver.tck.RecordingChild;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dirty bitmaps record what is written, reach the image and the peer, and survive crashes. */
class BitmapTest {
    private static final int SIZE = 6 << 20;

    @TempDir Path folder;

    private static MemoryChild image(int clusterSize, int bits) throws IOException {
        var file = new MemoryChild();
        TestContext.over(file).create(TestContext.creation(SIZE, 3, clusterSize, bits));
        return file;
    }

    private static BitSet marks(RecordingDevice device, String name, int granularity) {
        var marks = new BitSet();
        var bits = device.bits(name);
        for (long at = 0; at < bits.length(); at += granularity) {
            marks.set((int) (at / granularity), bits.dirty(at));
        }
        return marks;
    }

    @ParameterizedTest(name = "clusters of {0}, granularity {1}")
    @CsvSource({"512, 512", "4096, 65536", "65536, 4096", "65536, 65536", "2097152, 512"})
    void whatIsWrittenIsMarkedAndThePeerSeesIt(int clusterSize, int granularity) throws Exception {
        var path = folder.resolve("bitmaps.qcow2");
        Files.write(path, image(clusterSize, 16).content());
        var random = new Random(clusterSize + granularity);
        var expected = new BitSet();
        for (int round = 0; round < 3; round++) {
            try (var file = new FileChild(path);
                    var device = RecordingDevice.open(TestContext.over(file))) {
                var bitmaps = device;
                if (round == 0) {
                    bitmaps.addBitmap("b0", granularity, true);
                    bitmaps.addBitmap("off", 65536, false);
                }
                for (int i = 0; i < 20; i++) {
                    touch(device, random, granularity, expected);
                }
                assertEquals(expected, marks(device, "b0", granularity));
                assertTrue(marks(device, "off", 65536).isEmpty());
            }
            if (QemuTools.available()) {
                QemuTools.succeed("qemu-img", "check", "-q", "-f", "qcow2", path.toString());
                assertEquals(expected, marksByPeer(path, "b0", granularity));
                touchByPeer(path, random, granularity, expected);
                QemuTools.succeed("qemu-img", "check", "-q", "-f", "qcow2", path.toString());
            }
        }
    }

    private static void touch(BlockDevice device, Random random, int granularity, BitSet expected)
            throws IOException {
        int from = random.nextInt(SIZE);
        int length = Math.min(SIZE - from, 1 + random.nextInt(1 << (9 + random.nextInt(8))));
        switch (random.nextInt(4)) {
            case 0 -> device.discard(from, length);
            case 1 -> {
                if (!device.writeZeroes(from, length, RequestFlags.NONE)) {
                    device.write(from, ByteBuffer.allocate(length), RequestFlags.NONE);
                }
            }
            default -> {
                var bytes = ByteBuffer.allocateDirect(length);
                if (!device.tryWrite(from, bytes, RequestFlags.NONE)) {
                    device.write(from, bytes, RequestFlags.NONE);
                }
            }
        }
        expected.set(from / granularity, (from + length - 1) / granularity + 1);
    }

    private static void touchByPeer(Path path, Random random, int granularity, BitSet expected)
            throws IOException {
        int from = random.nextInt(SIZE / 512 - 64) * 512;
        QemuTools.succeed(
                "qemu-io", "-f", "qcow2", "-c", "write -P 7 " + from + " 32k", path.toString());
        expected.set(from / granularity, (from + 32767) / granularity + 1);
    }

    /** What the peer shows of a bitmap to NBD clients. */
    private BitSet marksByPeer(Path path, String name, int granularity) throws Exception {
        var socket = folder.resolve("s").toString();
        var server =
                new ProcessBuilder(
                                "qemu-nbd",
                                "-r",
                                "-f",
                                "qcow2",
                                "-k",
                                socket,
                                "-B",
                                name,
                                path.toString())
                        .redirectErrorStream(true)
                        .start();
        try {
            var map = "";
            for (int attempt = 0; attempt < 100 && map.isEmpty(); attempt++) {
                var outcome =
                        Files.exists(Path.of(socket))
                                ? QemuTools.run(
                                        "qemu-img",
                                        "map",
                                        "--output=json",
                                        "--image-opts",
                                        "driver=nbd,server.type=unix,server.path="
                                                + socket
                                                + ",x-dirty-bitmap=qemu:dirty-bitmap:"
                                                + name)
                                : new QemuTools.Outcome(1, "");
                map = outcome.exit() == 0 ? outcome.output() : "";
                if (map.isEmpty()
                        && server.waitFor(50, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                    throw new IOException(new String(server.getInputStream().readAllBytes()));
                }
            }
            var marks = new BitSet();
            var found =
                    Pattern.compile("\"start\": (\\d+), \"length\": (\\d+),.*?\"data\": (\\w+)")
                            .matcher(map);
            while (found.find()) {
                int from = Integer.parseInt(found.group(1));
                int length = Integer.parseInt(found.group(2));
                if (found.group(3).equals("false")) {
                    marks.set(from / granularity, (from + length - 1) / granularity + 1);
                }
            }
            return marks;
        } finally {
            server.destroy();
            server.waitFor();
            Files.deleteIfExists(Path.of(socket));
        }
    }

    @Test
    void thePeersBitmapsAreListedUsedChangedAndRemoved() throws Exception {
        QemuTools.require();
        var path = folder.resolve("peers.qcow2");
        var name = path.toString();
        QemuTools.succeed("qemu-img", "create", "-q", "-f", "qcow2", name, SIZE + "");
        QemuTools.succeed("qemu-img", "bitmap", "--add", "-g", "4096", name, "a");
        QemuTools.succeed("qemu-img", "bitmap", "--add", "--disable", name, "b");
        QemuTools.succeed("qemu-io", "-f", "qcow2", "-c", "write 1M 64k", name);
        try (var file = new FileChild(path);
                var device = RecordingDevice.open(TestContext.over(file))) {
            assertEquals(
                    List.of(
                            new BitmapInfo("a", 4096, true, false, 65536),
                            new BitmapInfo("b", 65536, false, false, 0)),
                    device.bitmaps());
            device.bits("b").set(0, 65536);
            device.recordBitmap("a", false);
            device.addBitmap("c", 65536, true);
            device.write(3 << 20, ByteBuffer.allocate(512), RequestFlags.NONE);
        }
        var info = QemuTools.succeed("qemu-img", "info", "--output=json", name);
        assertEquals(1, Pattern.compile("\"auto\"").matcher(info).results().count(), info);
        assertFalse(info.contains("in-use"), info);
        QemuTools.succeed("qemu-img", "check", "-q", name);
        var expected = new BitSet();
        expected.set(0);
        assertEquals(expected, marksByPeer(path, "b", 65536));
        expected.clear();
        expected.set(48);
        assertEquals(expected, marksByPeer(path, "c", 65536));
        expected.clear();
        expected.set(256, 272);
        assertEquals(expected, marksByPeer(path, "a", 4096));
        try (var file = new FileChild(path);
                var device = RecordingDevice.open(TestContext.over(file))) {
            for (var bitmap : List.of("a", "b", "c")) {
                device.removeBitmap(bitmap);
            }
        }
        QemuTools.succeed("qemu-img", "check", "-q", name);
        assertFalse(QemuTools.succeed("qemu-img", "info", name).contains("bitmaps"));
    }

    @Test
    void spaceForBitmapsIsMeasured() throws Exception {
        QemuTools.require();
        var path = folder.resolve("measured.qcow2");
        Files.write(path, image(4096, 16).content());
        try (var file = new FileChild(path);
                var device = RecordingDevice.open(TestContext.over(file))) {
            device.addBitmap("a", 512, true);
            device.addBitmap("another", 4096, false);
        }
        try (var file = new FileChild(path);
                var device = RecordingDevice.open(TestContext.over(file))) {
            var measured =
                    new Qcow2Driver()
                            .measure(
                                    TestContext.creation(SIZE),
                                    Optional.of(device.device),
                                    device.bitmaps());
            var report =
                    QemuTools.succeed("qemu-img", "measure", "-U", "-O", "qcow2", path.toString());
            assertTrue(report.contains("bitmaps size: " + measured.bitmaps().getAsLong()), report);
        }
    }

    @Test
    void aBitmapFollowsTheDisksLength() throws Exception {
        var path = folder.resolve("resized.qcow2");
        Files.write(path, image(4096, 16).content());
        try (var file = new FileChild(path);
                var device = RecordingDevice.open(TestContext.over(file))) {
            device.addBitmap("b", 512, true);
            device.write(SIZE - 512, ByteBuffer.allocate(512), RequestFlags.NONE);
            device.resize(40 << 20, Preallocation.OFF, false);
            device.write((40 << 20) - 1024, ByteBuffer.allocate(512), RequestFlags.NONE);
        }
        var expected = new BitSet();
        expected.set(SIZE / 512 - 1);
        expected.set((40 << 20) / 512 - 2);
        if (QemuTools.available()) {
            QemuTools.succeed("qemu-img", "check", "-q", "-f", "qcow2", path.toString());
            assertEquals(expected, marksByPeer(path, "b", 512));
        }
        try (var file = new FileChild(path);
                var device = RecordingDevice.open(TestContext.over(file))) {
            assertEquals(expected, marks(device, "b", 512));
            device.resize(1 << 20, Preallocation.OFF, false);
            assertTrue(marks(device, "b", 512).isEmpty());
        }
        if (QemuTools.available()) {
            QemuTools.succeed("qemu-img", "check", "-q", "-f", "qcow2", path.toString());
        }
    }

    @Test
    void aBitmapThatWasNotStoredCanOnlyBeRemoved() throws Exception {
        var file = image(65536, 16);
        try (var device = RecordingDevice.open(TestContext.over(file))) {
            device.addBitmap("b", 65536, true);
        }
        byte[] crashed;
        try (var device = RecordingDevice.open(TestContext.over(file))) {
            assertTrue(marks(device, "b", 65536).isEmpty());
            device.write(0, ByteBuffer.allocate(512), RequestFlags.NONE);
            device.flush();
            crashed = file.content();
        }
        var left = MemoryChild.of(crashed);
        try (var device = RecordingDevice.open(TestContext.over(left))) {
            assertTrue(device.bitmaps().getFirst().inUse());
            assertKind(ErrorKind.CORRUPT, () -> device.resize(2 * SIZE, Preallocation.OFF, false));
            device.write(0, ByteBuffer.allocate(512), RequestFlags.NONE);
        }
        try (var device = RecordingDevice.open(TestContext.over(left))) {
            assertTrue(device.bitmaps().getFirst().inUse(), "it stays lost");
            device.removeBitmap("b");
        }
        assertClean(left);
    }

    private static void assertKind(
            ErrorKind kind, org.junit.jupiter.api.function.Executable action) {
        assertEquals(kind, assertThrows(BlockException.class, action).kind());
    }

    private static void assertClean(MemoryChild file) throws IOException {
        var context = TestContext.over(file);
        context.readOnly = true;
        var findings = new ArrayList<String>();
        try (var device = RecordingDevice.open(context)) {
            device.check(Repair.NONE, findings::add, Progress.NONE);
        }
        assertEquals(List.of(), findings);
    }

    @Test
    void anOldImageKeepsNoBitmaps() throws Exception {
        var old = new MemoryChild();
        TestContext.over(old).create(TestContext.creation(SIZE, 2, 65536, 16));
        try (var device = RecordingDevice.open(TestContext.over(old))) {
            assertKind(ErrorKind.UNSUPPORTED, () -> device.addBitmap("b", 65536, true));
        }
    }

    @ParameterizedTest(name = "lazy reference counts {0}")
    @ValueSource(booleans = {false, true})
    void aCrashLeavesBitmapsThatAreRightOrKnownToBeLost(boolean lazy) throws Exception {
        for (int seed = 0; seed < Integer.getInteger("blockyard.test.seeds", 3); seed++) {
            var random = new Random(seed);
            var empty = image(seed % 2 == 0 ? 512 : 4096, 16);
            try (var device = RecordingDevice.open(TestContext.over(empty))) {
                device.addBitmap("auto", 4096, true);
                device.addBitmap("off", 4096, false);
                device.bits("off").set(8192, 4096);
                device.bits("auto").set(0, 4096);
            }
            var image = empty.content();
            if (lazy) {
                ByteBuffer.wrap(image).putLong(80, 1);
            }
            var file = new RecordingChild(image);
            try (var device = RecordingDevice.open(TestContext.over(file))) {
                for (int i = 0; i < 30; i++) {
                    touch(device, random, 4096, new BitSet());
                    if (i % 10 == 5) {
                        device.addBitmap("more" + i, 65536, i > 10);
                        device.flush();
                    }
                }
                device.removeBitmap("more5");
            }
            for (int cut = 0; cut < 60; cut++) {
                int at = random.nextInt(file.now() + 1);
                examine(
                        file.crashedAt(cut % 3 == 0 ? file.now() - random.nextInt(12) : at, random),
                        image,
                        lazy);
            }
        }
    }

    private static void examine(byte[] left, byte[] before, boolean lazy) throws IOException {
        var file = MemoryChild.of(left);
        if (lazy) {
            TestContext.over(file).open().close();
        }
        var context = TestContext.over(file);
        context.readOnly = true;
        try (var device = RecordingDevice.open(context)) {
            var findings = new ArrayList<String>();
            device.check(Repair.NONE, findings::add, Progress.NONE);
            findings.removeIf(finding -> finding.startsWith("Leaked"));
            assertEquals(List.of(), findings);
            if (usable(device, "off")) {
                assertEquals("{2}", marks(device, "off", 4096).toString());
            }
            if (usable(device, "auto")) {
                var marks = marks(device, "auto", 4096);
                assertTrue(marks.get(0));
                var now = new byte[SIZE];
                device.read(0, ByteBuffer.wrap(now));
                for (int at = 0; at < SIZE; at += 4096) {
                    assertTrue(
                            marks.get(at / 4096)
                                    || Arrays.equals(now, at, at + 4096, new byte[4096], 0, 4096),
                            "a change at " + at + " is not marked");
                }
            }
        }
    }

    private static boolean usable(RecordingDevice device, String name) {
        return device.bitmaps().stream()
                .anyMatch(info -> info.name().equals(name) && !info.inUse());
    }

    @Test
    void damagedDirectoriesAndTablesFailCleanly() throws Exception {
        var file = image(4096, 16);
        try (var device = RecordingDevice.open(TestContext.over(file))) {
            for (int i = 0; i < 3; i++) {
                device.addBitmap("bitmap" + i, 512, i < 2);
                device.bits("bitmap" + i).set(1 << i, 1 << 20);
            }
        }
        var healthy = file.content();
        var extension = extensionAt(healthy);
        int directory = (int) ByteBuffer.wrap(healthy).getLong(extension + 24);
        int table = (int) ByteBuffer.wrap(healthy).getLong(directory);
        var random = new Random(5);
        for (int i = 0; i < 600; i++) {
            var damaged = healthy.clone();
            int start = List.of(extension, directory, table).get(i % 3);
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                damaged[start + random.nextInt(i % 3 == 0 ? 32 : 100)] ^=
                        (byte) (1 << random.nextInt(8));
            }
            use(MemoryChild.of(damaged), i % 2 == 0);
        }
    }

    private static int extensionAt(byte[] image) {
        var bytes = ByteBuffer.wrap(image);
        int at = 0;
        while (bytes.getInt(at) != 0x23852875) {
            at += 4;
        }
        return at;
    }

    private static void use(MemoryChild file, boolean readOnly) throws IOException {
        var context = TestContext.over(file);
        context.readOnly = readOnly;
        try (var device = RecordingDevice.open(context)) {
            if (!readOnly) {
                device.write(0, ByteBuffer.allocate(512), RequestFlags.NONE);
                device.removeBitmap("bitmap1");
            }
            device.check(Repair.NONE, finding -> {}, Progress.NONE);
        } catch (BlockException refused) {
            assertTrue(
                    List.of(
                                    ErrorKind.INVALID_FORMAT,
                                    ErrorKind.CORRUPT,
                                    ErrorKind.UNSUPPORTED,
                                    ErrorKind.RESOURCE,
                                    ErrorKind.NOT_FOUND)
                            .contains(refused.kind()),
                    refused.kind() + ": " + refused.sentence());
        }
    }
}
