package org.blockyard.format.qcow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.blockyard.driver.tck.HeapBuffers;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.driver.tck.RecordingChild;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever moment the power fails at, all of the image is readable and what was flushed is there.
 */
class QcowCrashTest {
    private static final long SIZE = 8 << 20;
    private static final int CLUSTER = 4096;

    /** The disk is used in pieces that lie so far apart that each has a table of its own. */
    private static final int PIECE = 64 << 10;

    private static final int PIECES = 3;
    private static final long DISTANCE = 3 << 20;

    /** What the disk held at a flush, and what was changed afterwards. */
    private record Promise(int step, byte[] content, boolean[] open) {}

    private final RecordingChild disk = new RecordingChild(empty());
    private final List<Promise> promises = new ArrayList<>();
    private final byte[] model = new byte[PIECES * PIECE];

    /** An image as it is made: a header and a table without entries. */
    private static byte[] empty() {
        var header = new QcowHeader(0, 0, 0, SIZE, 12, 9, QcowHeader.PLAIN, QcowHeader.LENGTH);
        var bytes = ByteBuffer.allocate((int) (QcowHeader.LENGTH + header.l1Bytes()));
        header.write(bytes);
        return bytes.array();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void eachMomentLeavesAnImageThatHoldsWhatWasFlushed(long seed) throws IOException {
        var random = new Random(seed);
        promise();
        var file = new ImageFile(disk);
        try (var device = device(file, true)) {
            for (int i = 0; i < 40; i++) {
                request(device, random);
                if (random.nextInt(6) == 0) {
                    device.flush();
                    promise();
                }
            }
        }
        promise();
        for (int step = 0; step <= disk.now(); step++) {
            examine(disk.crashedAt(step, random), step);
        }
    }

    private static QcowDevice device(ImageFile file, boolean writable) throws IOException {
        var header = QcowHeader.read(file.read(0, QcowHeader.LENGTH));
        var tables = new QcowTables(header, file, new PackedClusters(header, true));
        var image = new QcowDevice.Image(header, Optional.empty(), Optional.empty());
        return new QcowDevice(tables, image, Optional.empty(), new HeapBuffers(), writable);
    }

    private void request(QcowDevice device, Random random) throws IOException {
        boolean pack = random.nextInt(3) == 0;
        int unit = pack ? CLUSTER : QcowHeader.SECTOR;
        int piece = random.nextInt(PIECES);
        int from = random.nextInt(PIECE / unit) * unit;
        int length = pack ? unit : Math.min(PIECE - from, (1 + random.nextInt(30)) * unit);
        int at = piece * PIECE + from;
        Arrays.fill(promises.getLast().open(), at, at + length, true);
        var bytes = new byte[length];
        Arrays.fill(bytes, (byte) random.nextInt());
        device.write(
                piece * DISTANCE + from,
                ByteBuffer.wrap(bytes),
                pack ? RequestFlags.COMPRESSED : RequestFlags.NONE);
        System.arraycopy(bytes, 0, model, at, length);
    }

    private void promise() {
        promises.add(new Promise(disk.now(), model.clone(), new boolean[model.length]));
    }

    private void examine(byte[] left, int step) throws IOException {
        var content = ByteBuffer.allocate(model.length);
        try (var device = device(new ImageFile(MemoryChild.of(left)), false)) {
            for (int piece = 0; piece < PIECES; piece++) {
                device.read(piece * DISTANCE, content.limit((piece + 1) * PIECE));
            }
        }
        var promise = promises.stream().filter(p -> p.step() <= step).toList().getLast();
        for (int at = 0; at < model.length; at++) {
            if (!promise.open()[at] && content.get(at) != promise.content()[at]) {
                throw new AssertionError("after step %d byte %d is lost".formatted(step, at));
            }
        }
    }
}
