package org.blockyard.format.qed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.blockyard.driver.Checkable.Repair;
import org.blockyard.driver.Progress;
import org.blockyard.driver.tck.HeapBuffers;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.driver.tck.RecordingChild;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.RequestFlags;
import org.blockyard.option.ChildRef;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever moment the power fails at, the image has nothing wrong but space that is lost, and what
 * was flushed is there.
 */
class QedCrashTest {
    private static final long SIZE = 8 << 20;
    private static final int CLUSTER = 4096;

    /** The disk is used in pieces that lie so far apart that each has a table of its own. */
    private static final int PIECE = 64 << 10;

    private static final int PIECES = 3;
    private static final long DISTANCE = 3 << 20;

    /** All that happened before the cut has reached the disk, in order. */
    private static final Random ALL =
            new Random() {
                private static final long serialVersionUID = 1L;

                @Override
                public boolean nextBoolean() {
                    return false;
                }

                @Override
                public int nextInt(int bound) {
                    return bound - 1;
                }
            };

    /** What the disk held at a flush, and what was changed afterwards. */
    private record Promise(int step, byte[] content, boolean[] open) {}

    private final RecordingChild disk = new RecordingChild(new byte[0]);
    private final List<Promise> promises = new ArrayList<>();
    private final byte[] model = new byte[PIECES * PIECE];

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void eachMomentLeavesAnImageThatHoldsWhatWasFlushed(long seed) throws IOException {
        var random = new Random(seed);
        write(random);
        for (int step = promises.getFirst().step(); step <= disk.now(); step++) {
            examine(disk.crashedAt(step, ALL), step);
            examine(disk.crashedAt(step, random), step);
        }
    }

    private void write(Random random) throws IOException {
        var options =
                new QedCreateOptions(
                        new ChildRef.Node("file"),
                        SIZE,
                        Optional.empty(),
                        Optional.empty(),
                        CLUSTER,
                        Optional.of(1));
        var creation = new QedCreation(options);
        creation.write(creation.header(), disk);
        promise();
        var file = new ImageFile(disk);
        var store = HeaderStore.read(file);
        var mark = new CheckMark(store);
        var tables = new QedTables(store, file, mark);
        try (var device = new QedDevice(tables, store, Optional.empty(), new HeapBuffers(), true)) {
            for (int i = 0; i < 24; i++) {
                request(device, random);
                if (random.nextInt(6) == 0) {
                    device.flush();
                    promise();
                }
                if (random.nextInt(20) == 0) {
                    mark.expire(device::settle, Long.MAX_VALUE / 2);
                    promise();
                    assertFalse(store.header().has(QedHeader.NEED_CHECK));
                    assertNothingIsLost();
                }
            }
        }
        promise();
        assertNothingIsLost();
    }

    /** An image that is not marked gets no repair, so what nothing uses would never be found. */
    private void assertNothingIsLost() throws IOException {
        var file = new ImageFile(MemoryChild.of(disk.crashedAt(disk.now(), ALL)));
        var found =
                new QedCheck(HeaderStore.read(file), file)
                        .run(Repair.NONE, finding -> {}, Progress.NONE);
        assertEquals(0, found.leaks());
    }

    private void request(QedDevice device, Random random) throws IOException {
        int piece = random.nextInt(PIECES);
        int from = random.nextInt(PIECE / 512) * 512;
        int length = Math.min(PIECE - from, (1 + random.nextInt(30)) * 512);
        long offset = piece * DISTANCE + from;
        int at = piece * PIECE + from;
        Arrays.fill(promises.getLast().open(), at, at + length, true);
        var bytes = new byte[length];
        if (random.nextInt(4) == 0) {
            device.writeZeroes(offset, length, RequestFlags.MAY_UNMAP);
        } else {
            random.nextBytes(bytes);
            device.write(offset, ByteBuffer.wrap(bytes), RequestFlags.NONE);
        }
        System.arraycopy(bytes, 0, model, at, length);
    }

    private void promise() {
        promises.add(new Promise(disk.now(), model.clone(), new boolean[model.length]));
    }

    private void examine(byte[] left, int step) throws IOException {
        var file = new ImageFile(MemoryChild.of(left));
        var store = HeaderStore.read(file);
        var findings = new ArrayList<String>();
        var found = new QedCheck(store, file).run(Repair.NONE, findings::add, Progress.NONE);
        assertEquals(0, found.corruptions(), () -> "after step " + step + ": " + findings);
        var tables = new QedTables(store, file, new CheckMark(store));
        var content = ByteBuffer.allocate(model.length);
        try (var device =
                new QedDevice(tables, store, Optional.empty(), new HeapBuffers(), false)) {
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
