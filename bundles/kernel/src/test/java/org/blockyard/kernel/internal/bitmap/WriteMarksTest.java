package org.blockyard.kernel.internal.bitmap;

import static org.blockyard.kernel.internal.fixture.TestGraph.bytes;
import static org.blockyard.kernel.internal.fixture.TestGraph.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.blockyard.bitmap.BitmapRequest;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.driver.Preallocation;
import org.blockyard.graph.BlockUser;
import org.blockyard.graph.Lane;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;
import org.blockyard.kernel.internal.fixture.MemoryDisk;
import org.blockyard.kernel.internal.fixture.TestGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever writes to a node leaves a mark in each bitmap that records. */
@Timeout(300)
class WriteMarksTest {
    private static final int GRAIN = 512;
    private static final int GRAINS = 128;

    private final TestGraph test = new TestGraph();
    private MemoryDisk disk;
    private BlockUser user;
    private Lane lane;

    @BeforeEach
    void open() throws Exception {
        disk = test.memory.disk("a").sized(GRAIN * GRAINS);
        disk.zeroes = true;
        test.add("a", "discard", "unmap");
        user = test.writing("a");
        lane = user.openLane();
    }

    @AfterEach
    void close() {
        lane.close();
        user.close();
        test.close();
    }

    private DirtyBits recording(String name) throws Exception {
        var request = new BitmapRequest(name, OptionalLong.of(GRAIN), false, true);
        return test.graph.require("a").dirtyBitmaps().add(request).bits();
    }

    private static List<Long> dirty(DirtyBits bits) {
        var dirty = new ArrayList<Long>();
        for (long at = 0; at < bits.length(); at += GRAIN) {
            if (bits.dirty(at)) {
                dirty.add(at / GRAIN);
            }
        }
        return dirty;
    }

    @Test
    void everyKindOfWriteIsMarked() throws Exception {
        var bits = recording("b");
        lane.write(3 * GRAIN + 100, bytes(GRAIN, 1), RequestFlags.NONE);
        assertEquals(List.of(3L, 4L), dirty(bits));
        assertTrue(lane.writeZeroes(9 * GRAIN, GRAIN, RequestFlags.NONE));
        assertEquals(List.of(3L, 4L, 9L), dirty(bits));
        lane.discard(20 * GRAIN, 2 * GRAIN);
        assertEquals(List.of(3L, 4L, 9L, 20L, 21L), dirty(bits));
        bits.clear();
        assertTrue(lane.copyFrom(disk.place(0, GRAIN), 7 * GRAIN, RequestFlags.NONE));
        assertEquals(List.of(7L), dirty(bits));
        assertEquals(GRAIN, bits.dirtyBytes());
    }

    @Test
    void theQuickWayMarksToo() throws Exception {
        test.drivers.add(TestGraph.info(new QuickDriver(), "1.0.0"));
        test.graph.add(tree("driver", "quick", "node-name", "q"));
        var tracker = test.graph.require("q").dirtyBitmaps().track(GRAIN);
        try (var quick = test.writing("q");
                var way = quick.openLane()) {
            assertTrue(way.tryWrite(5 * GRAIN, bytes(GRAIN, 1), RequestFlags.NONE));
            assertEquals(List.of(5L), dirty(tracker.bits()));
            assertFalse(way.tryWrite(QuickDriver.REFUSED, bytes(GRAIN, 1), RequestFlags.NONE));
            assertEquals(List.of(5L), dirty(tracker.bits()));
            tracker.close();
            assertTrue(way.tryWrite(6 * GRAIN, bytes(GRAIN, 1), RequestFlags.NONE));
            assertEquals(List.of(5L), dirty(tracker.bits()));
        }
    }

    @Test
    void theQuickWayAllocatesNothingForItsMarks() throws Exception {
        test.drivers.add(TestGraph.info(new QuickDriver(), "1.0.0"));
        test.graph.add(tree("driver", "quick", "node-name", "q"));
        try (var quick = test.writing("q");
                var way = quick.openLane();
                var tracker = test.graph.require("q").dirtyBitmaps().track(GRAIN)) {
            var block = ByteBuffer.allocateDirect(GRAIN);
            long before = 0;
            long after = 0;
            for (int round = 0; round < 3; round++) {
                before = allocated();
                for (int i = 0; i < 20_000; i++) {
                    way.tryWrite(i % GRAINS * (long) GRAIN, block.clear(), RequestFlags.NONE);
                    tracker.bits().clear(i % GRAINS * (long) GRAIN, GRAIN);
                }
                after = allocated();
            }
            assertTrue(after - before < 20_000, (after - before) + " bytes for 20000 writes");
        }
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    @Test
    void aWriteThatFailedIsMarkedSinceSomeOfItMayBeThere() throws Exception {
        var bits = recording("b");
        disk.failWrites = true;
        assertThrows(BlockException.class, () -> lane.write(0, bytes(GRAIN, 1), RequestFlags.NONE));
        assertEquals(List.of(0L), dirty(bits));
    }

    @Test
    void whatLeavesTheDiskAsItReadsIsNotMarked() throws Exception {
        var bits = recording("b");
        lane.write(0, bytes(GRAIN, 1), RequestFlags.UNCHANGED);
        assertEquals(0, bits.dirtyBytes());
    }

    @Test
    void aDisabledBitmapRecordsNothingUntilItIsEnabled() throws Exception {
        var bitmaps = test.graph.require("a").dirtyBitmaps();
        var bitmap = bitmaps.add(new BitmapRequest("b", OptionalLong.of(GRAIN), false, false));
        lane.write(0, bytes(GRAIN, 1), RequestFlags.NONE);
        bitmap.recording(true);
        lane.write(GRAIN, bytes(GRAIN, 1), RequestFlags.NONE);
        bitmap.recording(false);
        lane.write(2 * GRAIN, bytes(GRAIN, 1), RequestFlags.NONE);
        assertEquals(List.of(1L), dirty(bitmap.bits()));
    }

    @Test
    void afterAFreezeTheBitsAreThoseOfThatMoment() throws Exception {
        var bitmaps = test.graph.require("a").dirtyBitmaps();
        var bitmap = bitmaps.add(new BitmapRequest("b", OptionalLong.of(GRAIN), false, true));
        lane.write(0, bytes(GRAIN, 1), RequestFlags.NONE);
        var settled = bitmap.freeze("job 'j'");
        lane.write(GRAIN, bytes(GRAIN, 1), RequestFlags.NONE);
        assertEquals(List.of(0L), dirty(settled.bits()));
        assertEquals(
                ErrorKind.BUSY, assertThrows(BlockException.class, bitmap::requireUsable).kind());
        assertThrows(BlockException.class, () -> bitmaps.remove("b"));
        settled.settle();
        settled.close();
        assertEquals(List.of(1L), dirty(bitmap.bits()));
        try (var rejoined = bitmap.freeze("job 'j'")) {
            lane.write(2 * GRAIN, bytes(GRAIN, 1), RequestFlags.NONE);
            assertEquals(List.of(1L), dirty(rejoined.bits()));
        }
        lane.write(3 * GRAIN, bytes(GRAIN, 1), RequestFlags.NONE);
        assertEquals(List.of(1L, 2L, 3L), dirty(bitmap.bits()));
        assertFalse(bitmap.busy());
        bitmaps.remove("b");
        assertEquals(List.of(), bitmaps.named());
    }

    @Test
    void bitmapsFollowTheDisksLength() throws Exception {
        var bits = recording("b");
        test.graph.resize("a", 2L * GRAIN * GRAINS, Preallocation.OFF);
        assertEquals(0, bits.dirtyBytes());
        lane.write((long) GRAIN * GRAINS, bytes(GRAIN, 1), RequestFlags.NONE);
        lane.write(0, bytes(GRAIN, 1), RequestFlags.NONE);
        assertEquals(List.of(0L, (long) GRAINS), dirty(bits));
        test.graph.resize("a", (long) GRAIN * GRAINS, Preallocation.OFF);
        assertEquals(List.of(0L), dirty(bits));
        test.graph.resize("a", 2L * GRAIN * GRAINS, Preallocation.OFF);
        assertEquals(List.of(0L), dirty(bits));
    }

    @Test
    void aCopyThatClearsBeforeItReadsMissesNothing() throws Exception {
        var tracker = test.graph.require("a").dirtyBitmaps().track(GRAIN);
        var copy = new byte[GRAIN * GRAINS];
        var stop = new AtomicBoolean();
        var writers = new ArrayList<Thread>();
        for (int i = 0; i < 2; i++) {
            int seed = i;
            writers.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        var random = new SplittableRandom(seed);
                                        while (!stop.get()) {
                                            write(random.nextInt(GRAINS), random.nextInt(256));
                                        }
                                    }));
        }
        for (int round = 0; round < 20_000; round++) {
            copyOne(tracker.bits(), copy);
        }
        stop.set(true);
        for (var writer : writers) {
            writer.join();
        }
        while (copyOne(tracker.bits(), copy)) {
            // until nothing is dirty
        }
        assertEquals(-1, java.util.Arrays.mismatch(disk.bytes, copy));
        tracker.close();
    }

    private void write(int grain, int value) {
        try {
            lane.write((long) grain * GRAIN, bytes(GRAIN, value), RequestFlags.NONE);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private boolean copyOne(DirtyBits bits, byte[] copy) throws Exception {
        var run = bits.take(0, bits.length(), 4 * GRAIN);
        if (run.isPresent()) {
            lane.read(
                    run.get().offset(),
                    ByteBuffer.wrap(copy, (int) run.get().offset(), (int) run.get().length()));
        }
        return run.isPresent();
    }
}
