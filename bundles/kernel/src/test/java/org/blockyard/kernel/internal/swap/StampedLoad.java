package org.blockyard.kernel.internal.swap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.blockyard.graph.BlockUser;
import org.blockyard.io.RequestFlags;
import org.blockyard.kernel.internal.fixture.TestGraph;

/**
 * Clients that write blocks with a stamp of place and time and check each when they read it back.
 */
final class StampedLoad implements AutoCloseable {
    private static final int BLOCK = 4096;

    private final BlockUser user;
    private final List<Thread> clients = new ArrayList<>();
    private final AtomicLong done = new AtomicLong();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger wrong = new AtomicInteger();
    private volatile boolean ending;
    private volatile String firstFailure = "";

    StampedLoad(TestGraph graph, String node, int count, int blocksEach) throws Exception {
        user = graph.writing(node);
        for (int i = 0; i < count; i++) {
            int mine = i;
            clients.add(Thread.ofPlatform().daemon().start(() -> run(mine, blocksEach)));
        }
    }

    private void run(int client, int blocks) {
        var stamps = new long[blocks];
        try (var lane = user.openLane()) {
            for (long i = 1; !ending; i++) {
                int index = (int) (i % blocks);
                long offset = (long) (client * blocks + index) * BLOCK;
                if (stamps[index] != 0) {
                    check(lane, offset, stamps[index]);
                }
                stamps[index] = i;
                lane.write(offset, stamp(offset, i), RequestFlags.NONE);
                done.incrementAndGet();
            }
        } catch (IOException | RuntimeException e) {
            firstFailure = String.valueOf(e);
            failed.incrementAndGet();
        }
    }

    private void check(org.blockyard.graph.Lane lane, long offset, long stamp) throws IOException {
        var back = ByteBuffer.allocate(BLOCK);
        if (!lane.tryRead(offset, back)) {
            lane.read(offset, back.clear());
        }
        if (!back.clear().equals(stamp(offset, stamp))) {
            wrong.incrementAndGet();
        }
    }

    private static ByteBuffer stamp(long offset, long time) {
        var block = ByteBuffer.allocate(BLOCK);
        while (block.hasRemaining()) {
            block.putLong(offset).putLong(time);
        }
        return block.flip();
    }

    /** Waits until so many more writes are done. */
    void awaitMore(int count) {
        long goal = done.get() + count;
        while (done.get() < goal && failed.get() == 0) {
            Thread.onSpinWait();
        }
    }

    /** Ends and judges. */
    @Override
    public void close() throws Exception {
        ending = true;
        for (var client : clients) {
            client.join();
        }
        user.close();
        assertEquals(0, failed.get(), firstFailure);
        assertEquals(0, wrong.get());
    }
}
