package org.blockyard.export.nbd.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a client does wrong costs its own connection, and a bounded amount of memory; a second
 * client notices nothing.
 */
@Timeout(300)
class HostileClientTest {
    private static final int SIZE = 8 << 20;

    private final TestDisk disk = new TestDisk("a", SIZE);
    private Harness harness;
    private RawClient honest;

    @BeforeEach
    void start() throws IOException {
        harness = new Harness(Resources.LEAST_MEMORY, disk);
        honest = harness.connect(Framing.STRUCTURED, "a");
    }

    @AfterEach
    void theHonestClientStillWorks() throws Exception {
        assertArrayEquals(new byte[4096], honest.read(0, 4096, 4096));
        harness.close();
        assertTrue(disk.clients.isEmpty());
    }

    @ParameterizedTest
    @EnumSource(Framing.class)
    void garbageInsteadOfARequestCloses(Framing framing) throws IOException {
        var client = harness.connect(framing, "a");
        client.send(ByteBuffer.allocate(32).putInt(0x12345678).clear());
        assertTrue(client.closed());
    }

    @Test
    void aPayloadBeyondTheLimitCloses() throws IOException {
        var compact = harness.connect(Framing.SIMPLE, "a");
        compact.request(Wire.CMD_WRITE, 0, 1, 0, (32 << 20) + 1);
        assertTrue(compact.closed());
        var extended = harness.connect(Framing.EXTENDED, "a");
        extended.request(Wire.CMD_WRITE, Wire.CMD_FLAG_PAYLOAD_LEN, 1, 0, Long.MIN_VALUE);
        assertTrue(extended.closed());
        var unwanted = harness.connect(Framing.EXTENDED, "a");
        unwanted.request(Wire.CMD_FLUSH, Wire.CMD_FLAG_PAYLOAD_LEN, 1, 0, 1L << 40);
        assertTrue(unwanted.closed());
    }

    @Test
    void aClientThatLeavesInTheMiddleOfAWriteTakesNothingWithIt() throws IOException {
        for (int sent : new int[] {0, 100, 300_000}) {
            for (boolean atOnce : new boolean[] {true, false}) {
                disk.lane.atOnce = atOnce;
                var client = harness.connect(Framing.SIMPLE, "a");
                client.request(Wire.CMD_WRITE, 0, 1, 0, 4 << 20);
                client.send(ByteBuffer.allocate(sent));
                client.close();
            }
        }
    }

    @Test
    void aClientThatDoesNotReadIsBoundedAndDoesNotHoldOthersUp()
            throws IOException, InterruptedException {
        disk.lane.atOnce = false;
        // what is shared, and the one of its own; none of them may have been sent, since a reply
        // that ends while another is begun waits for it
        var most =
                new CountDownLatch(
                        Share.MOST_REQUESTS
                                - Room.Kind.SMALL.ownRequests
                                + Room.Kind.LARGE.ownRequests);
        disk.lane.before = (call, offset) -> most.countDown();
        var client = harness.connect(Framing.STRUCTURED, "a");
        var sender =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        for (int i = 0; i < 10_000; i++) {
                                            client.request(Wire.CMD_READ, 0, i, 0, 200_000);
                                        }
                                    } catch (IOException e) {
                                        // the test closes the connection
                                    }
                                });
        most.await();
        for (int i = 0; i < 100; i++) {
            assertEquals(4096, honest.read(0, 0, 4096).length);
        }
        // two for each connection, those of the hostile one, and one that the honest one's last
        // reply may not have given back yet
        assertTrue(harness.pool.lent() <= 4 + Share.MOST_REQUESTS + 1);
        client.close();
        sender.join();
        disk.lane.before = (call, offset) -> {};
    }

    @Test
    void aClientThatDoesNotTakeMappedMemoryIsFoundOutAndGivesItBack() throws Exception {
        disk.lane.mapped = SIZE;
        var client = harness.connect(Framing.STRUCTURED, "a");
        client.request(Wire.CMD_READ, 0, 1, 0, 4 << 20);
        var connection = harness.lastConnection();
        while (!connection.holdsMemoryFor(Duration.ofMillis(1))) {
            assertFalse(Thread.currentThread().isInterrupted(), "it took too long");
            Thread.onSpinWait();
        }
        assertEquals(1, disk.lane.leases.get());
        connection.sendAway();
        harness.awaitEnd(connection);
        assertEquals(0, disk.lane.leases.get());
        disk.lane.mapped = 0;
    }

    @Test
    void aClientThatHoldsWhatOthersNeedIsFoundOut() throws Exception {
        disk.lane.atOnce = false;
        var most = new CountDownLatch(Share.MOST_BYTES / SIZE);
        disk.lane.before = (call, offset) -> most.countDown();
        var client = harness.connect(Framing.SIMPLE, "a");
        for (int i = 0; i < 10; i++) {
            client.request(Wire.CMD_READ, 0, i, 0, SIZE);
        }
        var greedy = harness.lastConnection();
        most.await();
        while (greedy.statistics().work().reads().requests() < 10) {
            Thread.onSpinWait();
        }
        assertFalse(greedy.holdsMemoryFor(Duration.ZERO), "nobody waits for it");
        var modest = harness.connect(Framing.SIMPLE, "a");
        modest.request(Wire.CMD_READ, 0, 1, 0, SIZE);
        while (!greedy.holdsMemoryFor(Duration.ofMillis(1))) {
            assertFalse(Thread.currentThread().isInterrupted(), "it took too long");
            Thread.onSpinWait();
        }
        greedy.sendAway();
        assertEquals(0, modest.reply(SIZE).error());
        harness.awaitEnd(greedy);
    }

    @Test
    void aClientThatLeavesWhileItsRequestsWaitIsForgottenWhenTheyEnd() throws Exception {
        var begun = new CountDownLatch(3);
        var open = new CountDownLatch(1);
        disk.lane.before =
                (call, offset) -> {
                    begun.countDown();
                    try {
                        open.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                };
        var client = harness.connect(Framing.STRUCTURED, "a");
        for (int i = 0; i < 3; i++) {
            client.request(Wire.CMD_TRIM, 0, i, 0, 512);
        }
        begun.await();
        client.close();
        assertEquals(4096, honest.read(0, 0, 4096).length);
        assertEquals(2, disk.clients.size());
        open.countDown();
    }

    @Test
    void noiseIsSurvived() throws IOException {
        var random = new Random(7);
        disk.writable = false;
        for (int round = 0; round < 300; round++) {
            var client = harness.connect();
            client.greet();
            try {
                sendNoise(client, random);
            } catch (IOException e) {
                // it was sent away already
            }
            client.close();
        }
        disk.writable = true;
    }

    private void sendNoise(RawClient client, Random random) throws IOException {
        if (random.nextBoolean()) {
            client.negotiate(Framing.values()[random.nextInt(3)]);
            client.go("a");
            for (int i = random.nextInt(5); i >= 0; i--) {
                client.request(
                        random.nextInt(9),
                        random.nextInt(64),
                        i,
                        random.nextInt(SIZE),
                        random.nextInt(4096));
            }
        } else {
            client.optionHeader(random.nextInt(12), random.nextInt(200));
        }
        var noise = new byte[random.nextInt(400)];
        random.nextBytes(noise);
        client.send(ByteBuffer.wrap(noise));
    }
}
