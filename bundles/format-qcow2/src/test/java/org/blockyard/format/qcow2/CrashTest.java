package org.blockyard.format.qcow2;

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
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.driver.tck.RecordingChild;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * After a power failure at any moment an image has leaks at most, and all that was flushed is
 * there.
 */
class CrashTest {
    private static final int CUTS = Integer.getInteger("blockyard.test.cuts", 40);
    private static final int SEEDS = Integer.getInteger("blockyard.test.seeds", 2);

    @TempDir Path folder;

    /** What must be on disk from a moment on, until the next one. */
    private record Promise(
            int since, byte[] content, boolean[] open, List<RandomGuest.Touched> touchedLater) {}

    @ParameterizedTest(
            name = "{0}, version {1}, clusters of {2}, counts of {3} bits, backed {4}, resized {5}")
    @CsvSource({
        "PLAIN, 3, 512, 64, false, false",
        "PLAIN, 3, 512, 16, true, true",
        "PLAIN, 3, 4096, 1, true, false",
        "LAZY, 3, 4096, 16, false, false",
        "PLAIN, 2, 512, 16, true, false",
        "PLAIN, 3, 65536, 16, true, true",
        "SUBCLUSTERS, 3, 16384, 16, true, true",
        "SUBCLUSTERS, 3, 65536, 8, false, false",
        "AES, 3, 4096, 16, true, true",
        "LUKS, 3, 65536, 16, false, false",
        "DATA_FILE, 3, 4096, 16, true, true",
        "RAW_DATA_FILE, 3, 65536, 16, false, true",
    })
    void aCrashLeavesLeaksAtMostAndAllThatWasFlushed(
            CrashImage.Kind kind,
            int version,
            int clusterSize,
            int bits,
            boolean backed,
            boolean resized)
            throws Exception {
        int size = clusterSize == 65536 ? 8 << 20 : 3 << 20;
        for (int seed = 0; seed < SEEDS; seed++) {
            run(
                    CrashImage.create(kind, size, version, clusterSize, bits),
                    backed ? backing(seed, size) : Optional.empty(),
                    size,
                    seed,
                    resized);
        }
    }

    private static Optional<Child> backing(int seed, int size) {
        var content = new byte[size / 3 * 2];
        new Random(seed).nextBytes(content);
        return Optional.of(MemoryChild.of(content));
    }

    private void run(CrashImage image, Optional<Child> backing, int size, int seed, boolean resized)
            throws Exception {
        var random = new Random(seed * 31L + 7);
        var start = new byte[size];
        if (backing.isPresent()) {
            backing.get().read(0, ByteBuffer.wrap(start, 0, (int) backing.get().length()));
        }
        var file = image.file();
        var guest = image.guest(seed, start);
        var promises = new ArrayList<Promise>();
        promises.add(promise(file, guest));
        try (var device = image.context().over(backing).open()) {
            for (int i = 0; i < 250; i++) {
                if (resized && i % 60 == 59) {
                    int length =
                            Math.max(512, guest.model.length + (random.nextInt(4096) - 2048) * 512);
                    promises.getLast().touchedLater.add(new RandomGuest.Touched(0, 0));
                    promises.getLast().touchedLater.add(guest.resize(device, length));
                    promises.add(promise(file, guest));
                }
                promises.getLast().touchedLater.add(guest.step(device, 20000));
                if (random.nextInt(12) == 0) {
                    device.flush();
                    promises.add(promise(file, guest));
                }
            }
            guest.verify(device);
        }
        var critical = file.headerWrites();
        // each opening of a LUKS image takes its time
        int cuts = image.kind() == CrashImage.Kind.LUKS ? CUTS / 4 : CUTS;
        for (int i = 0; i < cuts; i++) {
            int cut =
                    i % 2 == 0 && !critical.isEmpty()
                            ? critical.get(random.nextInt(critical.size()))
                            : random.nextInt(file.now() + 1);
            var left = image.crashedAt(cut, random).over(backing);
            examine(left, kept(promises, cut), image.kind(), i % 10 == 0);
        }
    }

    private static Promise promise(RecordingChild file, RandomGuest guest) {
        return new Promise(file.now(), guest.model.clone(), guest.open.clone(), new ArrayList<>());
    }

    private static Promise kept(List<Promise> promises, int cut) {
        var last = promises.getFirst();
        for (var promise : promises) {
            if (promise.since <= cut) {
                last = promise;
            }
        }
        return last;
    }

    private void examine(
            TestContext context, Promise promise, CrashImage.Kind kind, boolean askPeer)
            throws Exception {
        if (kind == CrashImage.Kind.LAZY) {
            context.open().close();
        }
        context.readOnly = true;
        try (var device = context.open()) {
            var findings = new ArrayList<String>();
            var result = ((Checkable) device).check(Repair.NONE, findings::add, Progress.NONE);
            findings.removeIf(finding -> finding.startsWith("Leaked"));
            assertEquals(List.of(), findings);
            assertEquals(0, result.corruptions() + result.checkErrors());
            var actual = ByteBuffer.allocate((int) device.length());
            device.read(0, actual);
            assertKept(promise, actual.array());
        }
        if (askPeer && !kind.encrypted() && !kind.dataFile() && QemuTools.available()) {
            var path = folder.resolve("crashed.qcow2");
            Files.write(path, context.content());
            int exit =
                    QemuTools.run("qemu-img", "check", "-q", "-f", "qcow2", path.toString()).exit();
            assertTrue(exit == 0 || exit == 3, "qemu-img check says " + exit);
        }
    }

    private static void assertKept(Promise promise, byte[] actual) throws IOException {
        var open = promise.open.clone();
        for (var touched : promise.touchedLater) {
            for (long at = touched.from(); at < Math.min(touched.to(), open.length); at++) {
                open[(int) at] = true;
            }
        }
        for (int at = 0; at < Math.min(actual.length, open.length); at++) {
            if (!open[at] && actual[at] != promise.content[at]) {
                throw new AssertionError("flushed byte at " + at + " is lost");
            }
        }
    }
}
