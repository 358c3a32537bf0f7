package org.blockyard.export.nbd.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.blockyard.io.MappedRead;
import org.junit.jupiter.api.Test;

class OutboxTest {
    /** Takes at most some bytes at a time, as a socket does. */
    private static final class Sink implements GatheringByteChannel {
        final List<byte[]> taken = new ArrayList<>();
        int most = Integer.MAX_VALUE;
        boolean open = true;

        byte[] all() {
            var all = ByteBuffer.allocate(taken.stream().mapToInt(b -> b.length).sum());
            taken.forEach(all::put);
            return all.array();
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            if (!open) {
                throw new IOException("closed");
            }
            var some = new byte[Math.min(most, bytes.remaining())];
            bytes.get(some);
            taken.add(some);
            return some.length;
        }

        @Override
        public long write(ByteBuffer[] bytes, int from, int count) throws IOException {
            long written = 0;
            for (int i = from; i < from + count && written < most; i++) {
                while (bytes[i].hasRemaining() && written < most) {
                    written += write(bytes[i]);
                }
            }
            return written;
        }

        @Override
        public long write(ByteBuffer[] bytes) throws IOException {
            return write(bytes, 0, bytes.length);
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
        }
    }

    private final Sink sink = new Sink();
    private final Outbox out =
            new Outbox(sink, sink, new LaneMemory(new Workspaces(new TestPool())));

    @Test
    void dataNeverLieWhereTheKernelCopiesSlowly() throws IOException {
        var random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            int header = 16 + 4 * random.nextInt(8);
            int length = 1 + random.nextInt(9000);
            long offset = random.nextLong(1L << 40) & (random.nextBoolean() ? -4096 : -1);
            int at = out.place(header, length, offset);
            long behind = (at - offset) & 4095;
            assertFalse(behind >= 1 && behind <= 31, "data at " + at + " for offset " + offset);
            assertTrue(at + length <= Workspace.OUTPUT_BYTES);
            out.add(at - header, at + length);
        }
    }

    @Test
    void repliesComeOutInOrderWhateverLiesBetweenThem() throws IOException {
        sink.most = 1000;
        var expected = ByteBuffer.allocate(4 << 20);
        var random = new Random(4);
        for (int i = 0; i < 500; i++) {
            byte[] data = new byte[1 + random.nextInt(5000)];
            random.nextBytes(data);
            expected.put(data);
            if (i % 5 == 0) {
                out.add(MappedRead.of(ByteBuffer.wrap(data)));
                if (i % 25 == 0) {
                    out.flush();
                }
            } else {
                int at = out.place(0, data.length, random.nextInt(4096));
                out.memory().put(at, data);
                out.add(at, at + data.length);
            }
        }
        out.flush();
        var all = new byte[expected.position()];
        expected.flip().get(all);
        assertArrayEquals(all, sink.all());
    }

    @Test
    void gatheredRepliesAreOneWrite() throws IOException {
        for (int i = 0; i < 10; i++) {
            int at = out.place(16, 4096, i * 4096L);
            out.add(at - 16, at + 4096);
        }
        out.flush();
        assertEquals(1, sink.taken.size());
    }

    @Test
    void aBrokenConnectionGivesEverythingBack() throws IOException {
        var closed = new ArrayList<String>();
        out.add(
                new MappedRead() {
                    @Override
                    public ByteBuffer bytes() {
                        return ByteBuffer.allocate(10);
                    }

                    @Override
                    public void close() {
                        closed.add("mapped");
                    }
                });
        sink.close();
        try {
            out.flush();
        } catch (IOException expected) {
            closed.add("failed");
        }
        out.finish(
                new Reply() {
                    @Override
                    public ByteBuffer[] bytes() {
                        return new ByteBuffer[] {ByteBuffer.allocate(10)};
                    }

                    @Override
                    public void done() {
                        closed.add("reply");
                    }
                });
        assertEquals(List.of("mapped", "failed", "reply"), closed);
    }
}
