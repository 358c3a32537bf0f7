package org.blockyard.bitmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DirtyBitsTest {
    private static final long GRAIN = 4096;

    @Test
    void anyOrderOfChangesLeavesTheBitsOfASimpleSet() {
        var random = new SplittableRandom(6);
        long length = 200_000 * GRAIN - 1000; // several pages of bits and a part of a piece
        var bits = new DirtyBits(length, GRAIN);
        var model = new BitSet();
        for (int step = 0; step < 500; step++) {
            long from = random.nextLong(length);
            long count = 1 + random.nextLong(1L << random.nextInt(1, 29));
            long end = Math.min(length, from + count);
            if (random.nextInt(5) < 3) {
                bits.set(from, count);
                model.set((int) (from / GRAIN), (int) ((end - 1) / GRAIN) + 1);
            } else {
                bits.clear(from, count);
                int first = (int) ((from + GRAIN - 1) / GRAIN);
                int last = end == length ? 200_000 : (int) (end / GRAIN);
                if (first < last) {
                    model.clear(first, last);
                }
            }
            assertEquals(model.cardinality() * GRAIN, bits.dirtyBytes());
        }
        for (int i = 0; i < 200_000; i++) {
            assertEquals(model.get(i), bits.dirty(i * GRAIN));
        }
        assertEquals(runs(model, length), runs(bits));
    }

    private static List<DirtyRun> runs(DirtyBits bits) {
        var runs = new ArrayList<DirtyRun>();
        var run = bits.next(0, bits.length());
        while (run.isPresent()) {
            runs.add(run.get());
            run = bits.next(run.get().end(), bits.length());
        }
        return runs;
    }

    private static List<DirtyRun> runs(BitSet model, long length) {
        var runs = new ArrayList<DirtyRun>();
        for (int at = model.nextSetBit(0); at >= 0; ) {
            int clean = model.nextClearBit(at);
            runs.add(new DirtyRun(at * GRAIN, Math.min(length, clean * GRAIN) - at * GRAIN));
            at = model.nextSetBit(clean);
        }
        return runs;
    }

    @Test
    void aRunIsCutToWhatWasAskedFor() {
        var bits = new DirtyBits(10 * GRAIN, GRAIN);
        bits.set(2 * GRAIN, 4 * GRAIN);
        assertEquals(
                Optional.of(new DirtyRun(2 * GRAIN + 7, 10)),
                bits.next(2 * GRAIN + 7, 2 * GRAIN + 17));
        assertEquals(Optional.empty(), bits.next(0, 2 * GRAIN));
        assertEquals(6 * GRAIN, bits.nextClean(3 * GRAIN, 10 * GRAIN).orElseThrow());
    }

    @Test
    void takingAllInPartsByManyGivesEachByteOnce() throws Exception {
        long length = 100_000 * GRAIN;
        var bits = new DirtyBits(length, GRAIN);
        bits.set(0, length);
        var taken = new AtomicLong();
        var takers = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            takers.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        var run = bits.take(0, length, 3 * GRAIN);
                                        while (run.isPresent()) {
                                            taken.addAndGet(run.get().length());
                                            run = bits.take(0, length, 3 * GRAIN);
                                        }
                                    }));
        }
        for (var taker : takers) {
            taker.join();
        }
        assertEquals(length, taken.get());
        assertEquals(0, bits.dirtyBytes());
    }

    @Test
    void mergingCoarseIntoFineAndFineIntoCoarseLosesNothing() {
        var coarse = new DirtyBits(1 << 20, 65536);
        var fine = new DirtyBits(1 << 20, 512);
        fine.set(70_000, 1);
        coarse.add(fine);
        assertEquals(List.of(new DirtyRun(65536, 65536)), runs(coarse));
        coarse.set(0, 1);
        fine.add(coarse);
        assertEquals(List.of(new DirtyRun(0, 131072)), runs(fine));
    }

    @Test
    void storedBitsCanBeLoadedElsewhere() {
        var bits = new DirtyBits(1000 * GRAIN, GRAIN);
        bits.set(3 * GRAIN, GRAIN);
        bits.set(900 * GRAIN, 100 * GRAIN);
        var stored = ByteBuffer.allocate(125);
        bits.store(0, stored.slice(0, 64));
        bits.store(512 * GRAIN, stored.slice(64, 61));
        assertEquals(8, stored.get(0));
        var again = new DirtyBits(1000 * GRAIN, GRAIN);
        again.load(0, stored);
        assertEquals(runs(bits), runs(again));
    }

    @Test
    void growingIsCleanAndWhatWasCutOffDoesNotComeBack() {
        var bits = new DirtyBits(10 * GRAIN, GRAIN);
        bits.set(0, 10 * GRAIN);
        bits.resize(5 * GRAIN);
        bits.resize(1L << 40);
        assertEquals(List.of(new DirtyRun(0, 5 * GRAIN)), runs(bits));
        bits.set((1L << 40) - 1, 1);
        assertTrue(bits.dirty((1L << 40) - 1));
    }

    @Test
    void anEmptyDiskHasNoBits() {
        var bits = new DirtyBits(0, GRAIN);
        bits.set(0, 1);
        assertFalse(bits.dirty(0));
        assertEquals(Optional.empty(), bits.take(0, 0, GRAIN));
    }

    @Test
    void bitsThatNoMemoryCouldHoldAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new DirtyBits(Long.MAX_VALUE, 512));
        assertThrows(IllegalArgumentException.class, () -> new DirtyBits(GRAIN, 1000));
        assertThrows(IllegalArgumentException.class, () -> new DirtyBits(GRAIN, 256));
    }
}
