package org.blockyard.export.nbd.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InboundTest {
    private static final int TOTAL = 16 << 20;

    /** A stream of which each byte follows from its place; it comes in pieces of any size. */
    private static final class Stream implements ReadableByteChannel {
        private final Random random = new Random(5);
        private int sent;

        static byte at(int place) {
            return (byte) (place ^ place >> 8 ^ place >> 16);
        }

        @Override
        public int read(ByteBuffer target) {
            if (sent == TOTAL) {
                return -1;
            }
            int most = 1 << random.nextInt(1, 18);
            int count = Math.min(TOTAL - sent, Math.min(most, target.remaining()));
            for (int i = 0; i < count; i++) {
                target.put(at(sent++));
            }
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    private final TestPool pool = new TestPool();
    private final Workspaces workspaces = new Workspaces(pool);
    private int place;

    private void check(ByteBuffer bytes, int count) {
        for (int i = 0; i < count; i++) {
            if (bytes.get(bytes.position() + i) != Stream.at(place + i)) {
                Assertions.fail("wrong byte at " + (place + i));
            }
        }
        place += count;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyByteComesOnceAndInOrderWhicheverBufferItGoesThrough(boolean many) throws IOException {
        for (int i = 0; many && i < 2 * Workspaces.FEW; i++) {
            workspaces.join();
        }
        var random = new Random(6);
        try (var memory = new LaneMemory(workspaces)) {
            var in = new Inbound(new Stream(), ByteBuffer.allocate(Inbound.SMALL_BYTES), memory);
            in.continueWith(ByteBuffer.allocateDirect(Inbound.SMALL_BYTES), () -> {});
            var target = ByteBuffer.allocate(1 << 20);
            while (place < TOTAL) {
                int most = Math.min(TOTAL - place, 1 << random.nextInt(1, 21));
                int count = random.nextInt(1, most + 1);
                if (random.nextInt(4) == 0) {
                    in.moveTo(target.clear().limit(count));
                    check(target.flip(), count);
                } else if (random.nextInt(8) == 0) {
                    in.skip(count);
                    place += count;
                } else {
                    int there = Math.min(count, in.capacity());
                    in.require(there);
                    check(in.source(there), there);
                    in.bytes().position(in.bytes().position() + there);
                }
            }
            assertFalse(in.await(1));
        }
        workspaces.close();
        assertEquals(0, pool.lent());
    }

    @Test
    void whoEndsInTheMiddleIsAnError() throws IOException {
        try (var memory = new LaneMemory(workspaces)) {
            var in = new Inbound(new Stream(), ByteBuffer.allocate(Inbound.SMALL_BYTES), memory);
            in.skip(TOTAL - 3);
            assertTrue(in.await(3));
            Assertions.assertThrows(EOFException.class, () -> in.await(4));
        }
    }
}
