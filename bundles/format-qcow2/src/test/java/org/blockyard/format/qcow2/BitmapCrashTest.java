package org.blockyard.format.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.blockyard.driver.Checkable.Repair;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Progress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * After a power failure a dirty bitmap says that it is lost, or it has all that was changed since
 * it was cleared.
 */
class BitmapCrashTest {
    private static final int SIZE = 2 << 20;
    private static final int CUTS = Integer.getInteger("blockyard.test.cuts", 40);

    /** What the disk held when the bitmap became clear, at a moment. */
    private record Cleared(int since, byte[] content) {}

    @ParameterizedTest(name = "{0}, clusters of {1}, granularity {2}")
    @CsvSource({"PLAIN, 512, 512", "PLAIN, 4096, 65536", "SUBCLUSTERS, 16384, 4096"})
    void noChangeIsMissed(CrashImage.Kind kind, int clusterSize, long granularity)
            throws Exception {
        var image = CrashImage.create(kind, SIZE, 3, clusterSize, 16);
        var file = image.file();
        var random = new Random(clusterSize);
        var guest = image.guest(clusterSize, new byte[SIZE]);
        var cleared = new ArrayList<Cleared>();
        for (int round = 0; round < 6; round++) {
            try (var device = RecordingDevice.open(image.context())) {
                if (round == 0) {
                    cleared.add(new Cleared(file.now(), guest.model.clone()));
                    device.addBitmap("b", granularity, true);
                }
                for (int i = 0; i < 25; i++) {
                    guest.step(device, 9000);
                    if (random.nextInt(8) == 0) {
                        device.flush();
                    }
                    if (random.nextInt(25) == 0) {
                        guest.verify(device);
                        cleared.add(new Cleared(file.now(), guest.model.clone()));
                        device.bits("b").clear();
                    }
                }
                if (round == 3) {
                    device.resize(SIZE + 4096, Preallocation.OFF, false);
                    device.resize(SIZE, Preallocation.OFF, false);
                }
                guest.verify(device);
            }
        }
        int kept = 0;
        for (int i = 0; i < 3 * CUTS; i++) {
            int cut = random.nextInt(file.now() + 1);
            kept += examine(image.crashedAt(cut, random), cleared, cut);
        }
        assertTrue(kept > 0, "no crash left a bitmap that could be used");
    }

    private static int examine(TestContext context, List<Cleared> cleared, int cut)
            throws IOException {
        context.readOnly = true;
        try (var device = RecordingDevice.open(context)) {
            var findings = new ArrayList<String>();
            device.check(Repair.NONE, findings::add, Progress.NONE);
            findings.removeIf(finding -> finding.startsWith("Leaked"));
            assertEquals(List.of(), findings);
            var bitmaps = device.bitmaps();
            if (bitmaps.isEmpty() || bitmaps.getFirst().inUse()) {
                return 0;
            }
            var content = ByteBuffer.allocate((int) device.length());
            device.read(0, content);
            var before = cleared.stream().filter(one -> one.since <= cut).toList();
            // the last clearing may not have reached the disk
            var possible = before.subList(Math.max(0, before.size() - 2), before.size());
            var marked = marked(device);
            assertTrue(
                    possible.stream().anyMatch(one -> covers(marked, one.content, content.array())),
                    "a change since the bitmap was cleared is not in it");
            return 1;
        }
    }

    private static boolean[] marked(RecordingDevice device) {
        var marked = new boolean[(int) device.length()];
        var bits = device.bits("b");
        for (int at = 0; at < marked.length; at++) {
            marked[at] = bits.dirty(at);
        }
        return marked;
    }

    private static boolean covers(boolean[] marked, byte[] from, byte[] to) {
        for (int at = 0; at < Math.min(from.length, to.length); at++) {
            if (from[at] != to[at] && !marked[at]) {
                return false;
            }
        }
        return true;
    }
}
