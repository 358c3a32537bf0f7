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
            name =
                    "version {0}, clusters of {1}, counts of {2} bits, backed {3}, lazy {4}, resized {5}")
    @CsvSource({
        "3, 512, 64, false, false, false",
        "3, 512, 16, true, false, true",
        "3, 4096, 1, true, false, false",
        "3, 4096, 16, false, true, false",
        "2, 512, 16, true, false, false",
        "3, 65536, 16, true, false, true",
    })
    void aCrashLeavesLeaksAtMostAndAllThatWasFlushed(
            int version, int clusterSize, int bits, boolean backed, boolean lazy, boolean resized)
            throws Exception {
        int size = clusterSize == 65536 ? 8 << 20 : 3 << 20;
        for (int seed = 0; seed < SEEDS; seed++) {
            var empty = new MemoryChild();
            TestContext.over(empty).create(TestContext.creation(size, version, clusterSize, bits));
            var image = empty.content();
            if (lazy) {
                ByteBuffer.wrap(image).putLong(80, 1);
            }
            run(
                    new RecordingChild(image),
                    backed ? backing(seed, size) : Optional.empty(),
                    size,
                    seed,
                    lazy,
                    resized);
        }
    }

    private static Optional<Child> backing(int seed, int size) {
        var content = new byte[size / 3 * 2];
        new Random(seed).nextBytes(content);
        return Optional.of(MemoryChild.of(content));
    }

    private void run(
            RecordingChild file,
            Optional<Child> backing,
            int size,
            int seed,
            boolean lazy,
            boolean resized)
            throws Exception {
        var random = new Random(seed * 31L + 7);
        var start = new byte[size];
        if (backing.isPresent()) {
            backing.get().read(0, ByteBuffer.wrap(start, 0, (int) backing.get().length()));
        }
        var guest = new RandomGuest(seed, start);
        var promises = new ArrayList<Promise>();
        promises.add(promise(file, guest));
        try (var device = new TestContext(file, backing).open()) {
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
        for (int i = 0; i < CUTS; i++) {
            int cut =
                    i % 2 == 0 && !critical.isEmpty()
                            ? critical.get(random.nextInt(critical.size()))
                            : random.nextInt(file.now() + 1);
            examine(file.crashedAt(cut, random), backing, kept(promises, cut), lazy, i % 10 == 0);
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
            byte[] left, Optional<Child> backing, Promise promise, boolean lazy, boolean askPeer)
            throws Exception {
        var file = MemoryChild.of(left);
        if (lazy) {
            new TestContext(file, backing).open().close();
        }
        var context = new TestContext(file, backing);
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
        if (askPeer && QemuTools.available()) {
            var path = folder.resolve("crashed.qcow2");
            Files.write(path, file.content());
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
