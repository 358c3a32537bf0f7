package org.blockyard.kernel.internal.path;

import static org.blockyard.kernel.internal.fixture.TestGraph.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Limits;
import org.blockyard.io.RequestFlags;
import org.blockyard.kernel.internal.fixture.TestGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class AlignmentTest {
    private final TestGraph test = new TestGraph();

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void anyRequestReachesAStrictDeviceAsItsLimitsAsk() throws Exception {
        var limits = Limits.NONE.aligned(4096, 512).transfers(4096, 16384);
        var random = new Random(42);
        for (int length : List.of(1 << 16, (1 << 16) + 1000, 100)) {
            var disk = test.memory.disk("d" + length).sized(length).limits(limits);
            var model = new byte[length];
            var node = test.add("d" + length);
            try (var user = test.writing(node.name());
                    var lane = user.openLane()) {
                for (int i = 0; i < 500; i++) {
                    int at = random.nextInt(length);
                    int count = random.nextInt(length - at) + 1;
                    var buffer =
                            random.nextBoolean()
                                    ? ByteBuffer.allocate(count + 7)
                                    : ByteBuffer.allocateDirect(count + 7);
                    buffer.position(random.nextInt(7)).limit(buffer.position() + count);
                    int start = buffer.position();
                    switch (random.nextInt(4)) {
                        case 0, 1 -> {
                            random.nextBytes(model, at, count);
                            buffer.put(start, model, at, count);
                            lane.write(at, buffer, RequestFlags.NONE);
                        }
                        case 2 -> {
                            Arrays.fill(model, at, at + count, (byte) 0);
                            assertTrue(lane.writeZeroes(at, count, RequestFlags.NONE));
                        }
                        default -> {
                            lane.read(at, buffer);
                            assertEquals(buffer.limit(), buffer.position());
                            var got = new byte[count];
                            buffer.get(start, got);
                            assertArrayEquals(Arrays.copyOfRange(model, at, at + count), got);
                        }
                    }
                    assertArrayEquals(model, disk.bytes, "step " + i);
                }
            }
        }
    }

    /** The model's bytes are filled from the generator. */
    private static final class Random extends java.util.Random {
        private static final long serialVersionUID = 1L;

        Random(long seed) {
            super(seed);
        }

        void nextBytes(byte[] target, int at, int count) {
            for (int i = at; i < at + count; i++) {
                target[i] = (byte) nextInt();
            }
        }
    }

    @Test
    void neighboursInOneBlockDoNotLoseEachOthersWrites() throws Exception {
        test.memory.disk("a").sized(8192).limits(Limits.NONE.aligned(4096, 1));
        test.add("a");
        var failed = new AtomicInteger();
        try (var user = test.writing("a")) {
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 16; i++) {
                int mine = i;
                threads.add(
                        Thread.ofPlatform()
                                .daemon()
                                .start(
                                        () -> {
                                            try (var lane = user.openLane()) {
                                                for (int round = 1; round <= 200; round++) {
                                                    lane.write(
                                                            mine * 500L,
                                                            bytes(500, round),
                                                            RequestFlags.NONE);
                                                    var back = ByteBuffer.allocate(500);
                                                    lane.read(mine * 500L, back);
                                                    for (byte b : back.array()) {
                                                        failed.addAndGet(b == (byte) round ? 0 : 1);
                                                    }
                                                }
                                            } catch (Exception e) {
                                                failed.incrementAndGet();
                                            }
                                        }));
            }
            for (var thread : threads) {
                thread.join();
            }
        }
        assertEquals(0, failed.get());
    }

    @Test
    void zeroesGoTheQuickWayInWholeGrainsAndAreWrittenElsewhere() throws Exception {
        var disk =
                test.memory
                        .disk("a")
                        .sized(1 << 16)
                        .limits(Limits.NONE.grain(4096, 4096).fua(false));
        disk.filled(0, 1 << 16, 1);
        test.add("a", "discard", "unmap");
        try (var user = test.writing("a");
                var lane = user.openLane()) {
            assertFalse(lane.writeZeroes(0, 4096, RequestFlags.NO_FALLBACK));
            assertEquals(1, disk.bytes[0]);
            disk.zeroes = true;
            assertTrue(lane.writeZeroes(100, 9000, RequestFlags.MAY_UNMAP.with(RequestFlags.FUA)));
            assertEquals(
                    List.of(
                            "zero 100+3996 may-unmap",
                            "zero 4096+4096 may-unmap",
                            "zero 8192+908 may-unmap"),
                    List.copyOf(disk.calls));
            assertEquals(1, disk.flushes.get());
            disk.calls.clear();
            lane.discard(100, 9000);
            assertEquals(List.of("discard 4096+4096"), List.copyOf(disk.calls));
        }
    }

    @Test
    void writesOfZeroesAreDetectedOnlyWhereAsked() throws Exception {
        var disk = test.memory.disk("a").sized(8192).filled(0, 8192, 1);
        disk.zeroes = true;
        test.add("a", "detect-zeroes", "unmap", "discard", "unmap");
        try (var user = test.writing("a");
                var lane = user.openLane()) {
            var zeroes = bytes(4096, 0);
            lane.write(0, zeroes, RequestFlags.FUA);
            assertFalse(zeroes.hasRemaining());
            lane.write(4096, bytes(4096, 2), RequestFlags.NONE);
            assertFalse(lane.tryWrite(0, bytes(512, 0), RequestFlags.NONE));
        }
        assertEquals(
                List.of("zero 0+4096 may-unmap", "write 4096+4096 none"), List.copyOf(disk.calls));
        assertEquals(1, disk.flushes.get());
    }

    @Test
    void requestsBeyondTheEndAreRefusedAndEmptyOnesDoNothing() throws Exception {
        test.memory.disk("a").sized(512);
        test.add("a");
        try (var user = test.writing("a");
                var lane = user.openLane()) {
            for (long at : new long[] {-1, 1, 513, Long.MAX_VALUE}) {
                var failure =
                        assertThrows(
                                BlockException.class,
                                () -> lane.read(at, ByteBuffer.allocate(512)));
                assertEquals(ErrorKind.OUT_OF_RANGE, failure.kind());
                assertFalse(lane.tryRead(at, ByteBuffer.allocate(512)));
                assertThrows(
                        BlockException.class,
                        () -> lane.writeZeroes(at, Long.MAX_VALUE, RequestFlags.NONE));
            }
            lane.read(512, ByteBuffer.allocate(0));
            lane.write(512, ByteBuffer.allocate(0), RequestFlags.NONE);
            lane.discard(0, 0);
        }
    }
}
