package org.blockyard.job.mirror;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.io.BlockException;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.Test;

class MirroringTest {
    private static final int LENGTH = 1 << 16;
    private static final int PIECE = 4096;

    private final MemoryLane source = new MemoryLane(LENGTH);
    private final MemoryLane target = new MemoryLane(LENGTH);
    private final DirtyBits bits = new DirtyBits(LENGTH, PIECE);
    private final Mirroring mirroring = new Mirroring(bits, target, true);
    private final List<BlockException> told = new ArrayList<>();

    private void write(int offset, int length, int value) throws IOException {
        var filled = new byte[length];
        Arrays.fill(filled, (byte) value);
        mirroring.both(
                offset,
                length,
                () -> {
                    source.write(offset, ByteBuffer.wrap(filled), RequestFlags.NONE);
                    return true;
                },
                to -> to.write(offset, ByteBuffer.wrap(filled), RequestFlags.NONE));
    }

    @Test
    void writesThatOverlapEndTheSameOnBothDisks() throws Exception {
        try (var guests = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int guest = 1; guest <= 8; guest++) {
                int value = guest;
                guests.submit(
                        () -> {
                            var random = new SplittableRandom(value);
                            for (int i = 0; i < 2000; i++) {
                                int offset = random.nextInt(LENGTH - PIECE);
                                write(offset, 1 + random.nextInt(PIECE), value);
                            }
                            return value;
                        });
            }
        }
        assertArrayEquals(source.bytes, target.bytes);
        assertEquals(0, bits.dirtyBytes());
    }

    @Test
    void aPieceThatIsWrittenWholeNeedsNoCopyAndAPartOfOneDoes() throws Exception {
        bits.set(0, LENGTH);
        write(PIECE, PIECE, 1);
        write(3 * PIECE, 512, 1);
        assertFalse(bits.dirty(PIECE));
        assertTrue(bits.dirty(3 * PIECE));
        assertEquals(LENGTH - PIECE, bits.dirtyBytes());
    }

    @Test
    void aTargetThatFailsFailsNoGuestAndIsToldOfOnce() throws Exception {
        mirroring.tell(told::add, () -> {});
        target.failing = true;
        write(0, 512, 1);
        write(PIECE, 512, 1);
        assertEquals(2 * PIECE, bits.dirtyBytes());
        assertEquals(1, told.size());
        mirroring.targetMayWorkAgain();
        write(2 * PIECE, 512, 1);
        assertEquals(2, told.size());
    }

    @Test
    void aSourceThatFailsFailsTheGuestAndWhatItHoldsIsCopied() {
        source.failing = true;
        assertThrows(IOException.class, () -> write(0, 512, 1));
        assertTrue(bits.dirty(0));
    }

    @Test
    void withoutItsFilterAMirrorCanNotGoOnUnlessItIsOver() throws Exception {
        mirroring.lost();
        assertThrows(BlockException.class, mirroring::check);
        var other = new Mirroring(bits, target, false);
        other.over();
        other.lost();
        other.check();
    }
}
