package org.blockyard.export.nbd.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What waits for a slow disk does not hold up what could be answered at once. */
@Timeout(300)
class LaneGoesOnTest {
    private static final int SIZE = 16 << 20;

    /** From here on the disk answers at once. */
    private static final int CACHED = 12 << 20;

    private final TestDisk disk = new TestDisk("a", SIZE);
    private final CountDownLatch open = new CountDownLatch(1);
    private final Semaphore begun = new Semaphore(0);
    private Harness harness;

    private RawClient start(long memory) throws IOException {
        harness = new Harness(memory, disk);
        disk.lane.atOnce = false;
        disk.lane.cachedFrom = CACHED;
        disk.lane.before = (call, offset) -> block();
        return harness.connect(Framing.SIMPLE, "a");
    }

    private void block() {
        begun.release();
        try {
            open.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void close() throws Exception {
        open.countDown();
        harness.close();
    }

    private static void read(RawClient client, long cookie, long offset, int length)
            throws IOException {
        client.request(Wire.CMD_READ, 0, cookie, offset, length);
    }

    /** A read and a write of what is in the cache are answered, whatever else was asked. */
    private static void proveThatItGoesOn(RawClient client) throws IOException {
        read(client, 1_000_000, CACHED, 4096);
        assertEquals(1_000_000, client.reply(4096).cookie());
        client.write(0, 1_000_001, CACHED, new byte[4096]);
        assertEquals(1_000_001, client.reply(0).cookie());
    }

    @Test
    void sixtyFourReadsAreUnderWayAndThreeHundredMayWait() throws Exception {
        var client = start(64 << 20);
        for (int i = 0; i < 364; i++) {
            read(client, i, i * 4096L, 4096);
        }
        begun.acquire(64);
        proveThatItGoesOn(client);
        assertFalse(begun.tryAcquire(), "the sixty-fifth began");
        // those under way, the connection's two pieces of memory, and none for those that wait
        assertTrue(harness.pool.lent() <= 64 + 2, "lent: " + harness.pool.lent());
        open.countDown();
        var seen = new boolean[364];
        for (int i = 0; i < 364; i++) {
            seen[(int) client.reply(4096).cookie()] ^= true;
        }
        for (boolean one : seen) {
            assertTrue(one);
        }
    }

    @Test
    void writesThatWaitHoldUpNobodyEither() throws Exception {
        var client = start(64 << 20);
        for (int i = 0; i < 256; i++) {
            client.write(0, i, i * 4096L, new byte[4096]);
        }
        begun.acquire(64);
        proveThatItGoesOn(client);
        open.countDown();
        for (int i = 0; i < 256; i++) {
            assertEquals(0, client.error());
        }
    }

    @Test
    void zeroesTrimsAndQuestionsThatWaitHoldUpNobody() throws Exception {
        var client = start(64 << 20);
        int[] commands = {Wire.CMD_WRITE_ZEROES, Wire.CMD_TRIM, Wire.CMD_CACHE};
        for (int i = 0; i < 300; i++) {
            client.request(commands[i % 3], 0, i, i * 4096L, 4096);
        }
        begun.acquire(64);
        proveThatItGoesOn(client);
        open.countDown();
        for (int i = 0; i < 300; i++) {
            assertEquals(0, client.error());
        }
    }

    @Test
    void manyConnectionsThatWaitTakeLittle() throws Exception {
        harness = new Harness(disk);
        var clients = new ArrayList<RawClient>();
        for (int i = 0; i < 40; i++) {
            clients.add(harness.connect(Framing.SIMPLE, "a"));
            clients.getLast().read(0, 0, 4096);
        }
        for (var client : clients) {
            client.read(0, 0, 4096);
            client.write(0, 1, 0, new byte[100_000]);
            assertEquals(0, client.error());
            client.read(0, 0, 512);
            client.read(0, 0, 512);
        }
        // those that are kept for the next to come stay; each lane lets go of its own before it
        // waits
        while (harness.pool.lent(Workspace.INPUT_BYTES + Workspace.OUTPUT_BYTES) > 4) {
            Thread.onSpinWait();
        }
        assertEquals(40, harness.pool.lent(Inbound.SMALL_BYTES));
    }

    @Test
    void flushesThatComeDuringAFlushAreDoneByOneMore() throws Exception {
        var client = start(64 << 20);
        client.request(Wire.CMD_FLUSH, 0, 0, 0, 0);
        begun.acquire();
        for (int i = 1; i <= 200; i++) {
            client.request(Wire.CMD_FLUSH, 0, i, 0, 0);
        }
        read(client, 500, 0, 4096);
        begun.acquire(); // the read, beside the flush
        proveThatItGoesOn(client);
        open.countDown();
        for (int i = 0; i <= 201; i++) {
            assertEquals(0, client.reply(4096, 500).error());
        }
        assertEquals(2, disk.lane.calls.stream().filter("flush"::equals).count());
    }

    @Test
    void theLaneStopsReadingAtLastAndForgetsNothing() throws Exception {
        var client = start(64 << 20);
        int count = Background.MOST_WAITING + 2000;
        var sender =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        for (int i = 0; i < count; i++) {
                                            read(client, i, 0, 512);
                                        }
                                    } catch (IOException e) {
                                        throw new IllegalStateException(e);
                                    }
                                });
        begun.acquire(64);
        open.countDown();
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += client.reply(512).cookie();
        }
        assertEquals(count * (count - 1L) / 2, sum);
        sender.join();
    }

    @Test
    void memoryIsBoundedOverAllConnectionsAndEachHasSomeOfItsOwn() throws Exception {
        var greedy = start(Resources.LEAST_MEMORY);
        int reads = 2 * (Share.MOST_BYTES >> 20);
        for (int i = 0; i < reads; i++) {
            read(greedy, i, 0, 1 << 20);
        }
        begun.acquire(Share.MOST_BYTES >> 20);
        proveThatItGoesOn(greedy);
        var modest = harness.connect(Framing.STRUCTURED, "a");
        proveThatItGoesOn(modest);
        assertFalse(begun.tryAcquire(), "more memory is used than there is");
        read(modest, 1, 0, 4096);
        begun.acquire(); // small ones have the connection's own
        open.countDown();
        assertEquals(1, modest.reply(0).cookie());
        assertEquals(1 << 20, modest.read(0, 0, 1 << 20).length);
        for (int i = 0; i < reads; i++) {
            assertEquals(0, greedy.reply(1 << 20).error());
        }
    }

    @Test
    void aLargeReadGoesByPiecesWhereMemoryIsShort() throws Exception {
        var greedy = start(Resources.LEAST_MEMORY);
        for (int i = 0; i < 33; i++) {
            read(greedy, i, 0, 1 << 20);
        }
        begun.acquire(32);
        var modest = harness.connect(Framing.STRUCTURED, "a");
        read(modest, 1, 0, 1 << 20);
        begun.acquire(); // it begins though none of the common memory is left
        open.countDown();
        for (int i = 0; i < 33; i++) {
            assertEquals(0, greedy.reply(1 << 20).error());
        }
        int got = 0;
        RawClient.Reply reply;
        do {
            reply = modest.reply(0);
            assertTrue(reply.payload().length <= Room.Kind.LARGE.ownBytes + 8);
            got += Math.max(0, reply.payload().length - 8);
        } while ((reply.flags() & Wire.REPLY_FLAG_DONE) == 0);
        assertTrue(got <= 1 << 20);
    }

    @Test
    void smallReadsDoNotWaitBehindLargeOnes() throws Exception {
        var client = start(64 << 20);
        for (int i = 0; i < 40; i++) {
            read(client, i, 0, 1 << 20);
        }
        begun.acquire(32);
        read(client, 100, 4096, 512);
        begun.acquire();
        assertFalse(begun.tryAcquire(), "a large one began");
        open.countDown();
        for (int i = 0; i < 41; i++) {
            var reply = client.reply(1 << 20, 100, 512);
            assertEquals(0, reply.error());
        }
    }

    @Test
    void whatAClientThatLeftHasWrittenIsDoneAndWhatItWantedToReadIsNot() throws Exception {
        var client = start(64 << 20);
        for (int i = 0; i < 300; i++) {
            client.write(0, i, 0, new byte[512]);
        }
        for (int i = 0; i < 600; i++) {
            read(client, i, 0, 4096);
        }
        begun.acquire(64);
        proveThatItGoesOn(client);
        client.close();
        open.countDown();
        harness.awaitEnd(harness.lastConnection());
        assertEquals(300, disk.lane.calls.stream().filter(c -> c.startsWith("write 0 ")).count());
        assertTrue(begun.availablePermits() < 836, "what waited was read for nobody");
    }
}
