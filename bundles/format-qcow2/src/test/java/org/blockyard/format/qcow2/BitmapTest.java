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
import java.util.OptionalLong;
import java.util.Random;
import java.util.regex.Pattern;
import org.blockyard.driver.BitmapInfo;
import org.blockyard.driver.Bitmapped;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Checkable;
import org.blockyard.driver.Checkable.Repair;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Progress;
import org.blockyard.driver.Resizable;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Extent;
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

    private static BitSet marks(BlockDevice device, String name, int granularity)
            throws IOException {
        var marks = new BitSet();
        for (long at = 0; at < device.length(); ) {
            var run = ((Bitmapped) device).bitmapStatus(name, at, device.length() - at);
            if (run.kind() == Extent.Kind.DATA) {
                marks.set(
                        (int) (at / granularity),
                        (int) ((at + run.length() + granularity - 1) / granularity));
            }
            at += run.length();
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
                    var device = TestContext.over(file).open()) {
                var bitmaps = (Bitmapped) device;
                if (round == 0) {
                    bitmaps.addBitmap("b0", OptionalLong.of(granularity), true);
                    bitmaps.addBitmap("off", OptionalLong.empty(), false);
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
                var device = TestContext.over(file).open()) {
            var bitmaps = (Bitmapped) device;
            assertEquals(
                    List.of(
                            new BitmapInfo("a", 4096, true, false, 65536),
                            new BitmapInfo("b", 65536, false, false, 0)),
                    bitmaps.bitmaps());
            bitmaps.markBitmap("b", 0, 65536);
            bitmaps.recordBitmap("a", false);
            bitmaps.addBitmap("c", OptionalLong.empty(), true);
            device.flush();
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
                var device = TestContext.over(file).open()) {
            for (var bitmap : List.of("a", "b", "c")) {
                ((Bitmapped) device).removeBitmap(bitmap);
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
                var device = TestContext.over(file).open()) {
            ((Bitmapped) device).addBitmap("a", OptionalLong.of(512), true);
            ((Bitmapped) device).addBitmap("another", OptionalLong.of(4096), false);
            device.flush();
            var measured =
                    new Qcow2Driver()
                            .measure(
                                    TestContext.creation(SIZE),
                                    java.util.Optional.of(device),
                                    ((Bitmapped) device).bitmaps());
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
                var device = TestContext.over(file).open()) {
            ((Bitmapped) device).addBitmap("b", OptionalLong.of(512), true);
            device.write(SIZE - 512, ByteBuffer.allocate(512), RequestFlags.NONE);
            ((Resizable) device).resize(40 << 20, Preallocation.OFF, false);
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
                var device = TestContext.over(file).open()) {
            assertEquals(expected, marks(device, "b", 512));
            ((Resizable) device).resize(1 << 20, Preallocation.OFF, false);
            assertTrue(marks(device, "b", 512).isEmpty());
        }
        if (QemuTools.available()) {
            QemuTools.succeed("qemu-img", "check", "-q", "-f", "qcow2", path.toString());
        }
    }

    @Test
    void aBitmapThatWasNotStoredCanOnlyBeRemoved() throws Exception {
        var file = image(65536, 16);
        try (var device = TestContext.over(file).open()) {
            ((Bitmapped) device).addBitmap("b", OptionalLong.empty(), true);
        }
        byte[] crashed;
        try (var device = TestContext.over(file).open()) {
            assertTrue(marks(device, "b", 65536).isEmpty());
            device.write(0, ByteBuffer.allocate(512), RequestFlags.NONE);
            device.flush();
            crashed = file.content();
        }
        var left = MemoryChild.of(crashed);
        try (var device = TestContext.over(left).open()) {
            var bitmaps = (Bitmapped) device;
            assertTrue(bitmaps.bitmaps().getFirst().inUse());
            assertKind(ErrorKind.CORRUPT, () -> bitmaps.bitmapStatus("b", 0, 512));
            assertKind(ErrorKind.CORRUPT, () -> bitmaps.clearBitmap("b"));
            device.write(0, ByteBuffer.allocate(512), RequestFlags.NONE);
            bitmaps.removeBitmap("b");
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
        try (var device = context.open()) {
            ((Checkable) device).check(Repair.NONE, findings::add, Progress.NONE);
        }
        assertEquals(List.of(), findings);
    }

    @Test
    void namesAndGranularitiesAreChecked() throws Exception {
        try (var device = TestContext.over(image(65536, 16)).open()) {
            var bitmaps = (Bitmapped) device;
            bitmaps.addBitmap("b", OptionalLong.of(1L << 31), true);
            assertKind(ErrorKind.EXISTS, () -> bitmaps.addBitmap("b", OptionalLong.empty(), true));
            for (var name : List.of("", "x".repeat(1024))) {
                assertKind(
                        ErrorKind.INVALID_OPTION,
                        () -> bitmaps.addBitmap(name, OptionalLong.empty(), true));
            }
            for (long granularity : new long[] {0, 256, 513, 1L << 32}) {
                assertKind(
                        ErrorKind.INVALID_OPTION,
                        () -> bitmaps.addBitmap("c", OptionalLong.of(granularity), true));
            }
            assertKind(ErrorKind.NOT_FOUND, () -> bitmaps.removeBitmap("c"));
        }
        var old = new MemoryChild();
        TestContext.over(old).create(TestContext.creation(SIZE, 2, 65536, 16));
        try (var device = TestContext.over(old).open()) {
            assertKind(
                    ErrorKind.UNSUPPORTED,
                    () -> ((Bitmapped) device).addBitmap("b", OptionalLong.empty(), true));
        }
    }

    @ParameterizedTest(name = "lazy reference counts {0}")
    @ValueSource(booleans = {false, true})
    void aCrashLeavesBitmapsThatAreRightOrKnownToBeLost(boolean lazy) throws Exception {
        for (int seed = 0; seed < Integer.getInteger("blockyard.test.seeds", 3); seed++) {
            var random = new Random(seed);
            var empty = image(seed % 2 == 0 ? 512 : 4096, 16);
            try (var device = TestContext.over(empty).open()) {
                ((Bitmapped) device).addBitmap("auto", OptionalLong.of(4096), true);
                ((Bitmapped) device).addBitmap("off", OptionalLong.of(4096), false);
                ((Bitmapped) device).markBitmap("off", 8192, 4096);
                ((Bitmapped) device).markBitmap("auto", 0, 4096);
            }
            var image = empty.content();
            if (lazy) {
                ByteBuffer.wrap(image).putLong(80, 1);
            }
            var file = new RecordingChild(image);
            try (var device = TestContext.over(file).open()) {
                for (int i = 0; i < 30; i++) {
                    touch(device, random, 4096, new BitSet());
                    if (i % 10 == 5) {
                        ((Bitmapped) device).addBitmap("more" + i, OptionalLong.empty(), i > 10);
                        device.flush();
                    }
                }
                ((Bitmapped) device).removeBitmap("more5");
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
        try (var device = context.open()) {
            var findings = new ArrayList<String>();
            ((Checkable) device).check(Repair.NONE, findings::add, Progress.NONE);
            findings.removeIf(finding -> finding.startsWith("Leaked"));
            assertEquals(List.of(), findings);
            var infos = ((Bitmapped) device).bitmaps();
            var off = marks(device, "off", 4096);
            assertEquals("{2}", off.toString());
            var auto = infos.stream().filter(info -> info.name().equals("auto")).findFirst().get();
            if (!auto.inUse()) {
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

    @Test
    void damagedDirectoriesAndTablesFailCleanly() throws Exception {
        var file = image(4096, 16);
        try (var device = TestContext.over(file).open()) {
            for (int i = 0; i < 3; i++) {
                ((Bitmapped) device).addBitmap("bitmap" + i, OptionalLong.of(512), i < 2);
                ((Bitmapped) device).markBitmap("bitmap" + i, 1 << i, 1 << 20);
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
        try (var device = context.open()) {
            for (var info : ((Bitmapped) device).bitmaps()) {
                if (!info.inUse()) {
                    ((Bitmapped) device).bitmapStatus(info.name(), 0, device.length());
                }
            }
            if (!readOnly) {
                device.write(0, ByteBuffer.allocate(512), RequestFlags.NONE);
                ((Bitmapped) device).removeBitmap("bitmap1");
            }
            ((Checkable) device).check(Repair.NONE, finding -> {}, Progress.NONE);
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
