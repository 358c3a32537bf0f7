package org.blockyard.export.nbd.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.blockyard.io.FilePlace;
import org.blockyard.io.LentPlace;
import org.blockyard.posix.HostFile;
import org.blockyard.posix.OpenFlag;
import org.blockyard.posix.Posix;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Reads that are done beside the lane at places in files. A pipe stands for a disk that takes its
 * time: a read of it ends when the test has written.
 */
@Timeout(300)
class RingReadsTest {
    private static final int SIZE = 4 << 20;
    private static final int BLOCK = 4096;
    private static final int WINDOW = 30;

    @TempDir Path folder;

    private final TestDisk disk = new TestDisk("a", SIZE);
    private final AtomicInteger lent = new AtomicInteger();
    private final AtomicInteger read = new AtomicInteger();
    private final AtomicInteger givenUp = new AtomicInteger();
    private final AtomicInteger blocking = new AtomicInteger();
    private HostFile file;
    private HostFile pipe;
    private FileChannel pipeEnd;
    private Harness harness;

    @BeforeEach
    void open() throws Exception {
        new Random(3).nextBytes(disk.lane.data);
        var path = Files.write(folder.resolve("file"), disk.lane.data);
        file = Posix.open(path.toString(), Set.of());
        var fifo = folder.resolve("fifo");
        assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
        pipe = Posix.open(fifo.toString(), Set.of(OpenFlag.WRITE));
        pipeEnd = FileChannel.open(fifo, StandardOpenOption.WRITE);
        disk.lane.atOnce = false;
        disk.lane.before = (call, offset) -> blocking.incrementAndGet();
        harness = new Harness(disk);
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
        assertEquals(0, lent.get(), "places that were not given back");
        pipeEnd.close();
        pipe.close();
        file.close();
    }

    private Optional<LentPlace> place(HostFile in, long offset, int length) {
        lent.incrementAndGet();
        var place = new FilePlace(in.descriptor(), offset, length);
        return Optional.of(
                new LentPlace() {
                    @Override
                    public FilePlace place() {
                        return place;
                    }

                    @Override
                    public void close() {
                        read.incrementAndGet();
                        lent.decrementAndGet();
                    }

                    @Override
                    public void giveUp() {
                        givenUp.incrementAndGet();
                        lent.decrementAndGet();
                    }
                });
    }

    /** The first half of the disk lies in the pipe, the second in the file. */
    private void inPipeAndFile() {
        disk.lane.places =
                (offset, length) -> place(offset < SIZE / 2 ? pipe : file, offset, length);
    }

    private void awaitLent(int count) {
        while (lent.get() != count) {
            Thread.onSpinWait();
        }
    }

    private void letGo(int bytes) throws IOException {
        pipeEnd.write(ByteBuffer.allocate(bytes));
    }

    private byte[] content(int offset, int length) {
        return Arrays.copyOfRange(disk.lane.data, offset, offset + length);
    }

    @ParameterizedTest
    @EnumSource
    void repliesCarryWhatIsInTheFile(Framing framing) throws Exception {
        disk.lane.places = (offset, length) -> place(file, offset, length);
        var client = harness.connect(framing, "a");
        for (int length : new int[] {1, 512, BLOCK, BLOCK + 1, RingReads.LONGEST}) {
            assertArrayEquals(content(12345, length), client.read(0, 12345, length));
        }
        var seen = new boolean[1000];
        for (int i = 0; i < 1000; i++) {
            client.request(Wire.CMD_READ, 0, i, i * 4000L, BLOCK);
            if (i >= WINDOW) {
                see(client.reply(BLOCK), seen);
            }
        }
        for (int i = 0; i < WINDOW; i++) {
            see(client.reply(BLOCK), seen);
        }
        for (boolean one : seen) {
            assertTrue(one);
        }
        assertTrue(read.get() >= 1000, "read by the ring: " + read);
        assertEquals(0, givenUp.get());
    }

    private void see(RawClient.Reply reply, boolean[] seen) {
        int cookie = (int) reply.cookie();
        int from = reply.payload().length - BLOCK;
        assertArrayEquals(
                content(cookie * 4000, BLOCK),
                Arrays.copyOfRange(reply.payload(), from, from + BLOCK));
        seen[cookie] ^= true;
    }

    @Test
    void aReadThatTakesItsTimeHoldsUpNobody() throws Exception {
        inPipeAndFile();
        var client = harness.connect(Framing.SIMPLE, "a");
        client.request(Wire.CMD_READ, 0, 1, 0, BLOCK);
        awaitLent(1);
        assertArrayEquals(content(SIZE / 2, BLOCK), client.read(0, SIZE / 2, BLOCK));
        client.write(0, 2, 0, new byte[BLOCK]);
        assertEquals(2, client.reply(0).cookie());
        client.request(Wire.CMD_FLUSH, 0, 3, 0, 0);
        assertEquals(3, client.reply(0).cookie());
        letGo(BLOCK);
        var reply = client.reply(BLOCK);
        assertEquals(1, reply.cookie());
        assertArrayEquals(new byte[BLOCK], reply.payload());
    }

    @Test
    void whatComesBackShortOrFailsIsReadInTheOtherWay() throws Exception {
        disk.lane.places = (offset, length) -> place(file, SIZE - length / 2, length);
        var client = harness.connect(Framing.STRUCTURED, "a");
        assertArrayEquals(content(0, BLOCK), client.read(0, 0, BLOCK));
        disk.lane.places =
                (offset, length) -> {
                    var good = place(file, offset, length).orElseThrow();
                    return Optional.of(
                            LentPlace.within(
                                    good, new FilePlace(1_000_000, offset, length), () -> {}));
                };
        assertArrayEquals(content(BLOCK, BLOCK), client.read(0, BLOCK, BLOCK));
        assertEquals(2, givenUp.get());
        assertEquals(0, read.get());
        assertEquals(2, blocking.get());
    }

    @Test
    void whatLiesInSeveralPlacesIsReadInTheOtherWay() throws Exception {
        disk.lane.places = (offset, length) -> place(file, offset, length / 2);
        var client = harness.connect(Framing.SIMPLE, "a");
        assertArrayEquals(content(0, BLOCK), client.read(0, 0, BLOCK));
        assertEquals(1, givenUp.get());
        assertEquals(1, blocking.get());
    }

    @Test
    void aClientThatLeavesIsForgottenWhenItsReadsHaveEnded() throws Exception {
        inPipeAndFile();
        var client = harness.connect(Framing.SIMPLE, "a");
        for (int i = 0; i < 20; i++) {
            client.request(Wire.CMD_READ, 0, i, 0, BLOCK);
        }
        awaitLent(20);
        int buffers = harness.pool.lent(BLOCK);
        assertEquals(20, buffers);
        client.close();
        var other = harness.connect(Framing.SIMPLE, "a");
        assertArrayEquals(content(SIZE / 2, BLOCK), other.read(0, SIZE / 2, BLOCK));
        assertEquals(20, lent.get());
        assertEquals(20, harness.pool.lent(BLOCK), "the kernel still writes to them");
        letGo(20 * BLOCK);
        awaitLent(0);
    }

    @Test
    void aClientThatIsSentAwayIsGoneWhenItsReadsHaveEnded() throws Exception {
        inPipeAndFile();
        var client = harness.connect(Framing.SIMPLE, "a");
        client.request(Wire.CMD_READ, 0, 1, 0, BLOCK);
        awaitLent(1);
        var connection = harness.lastConnection();
        connection.sendAway();
        letGo(BLOCK);
        harness.awaitEnd(connection);
        while (!client.closed()) {
            // the reply may have gone out before
        }
    }

    @Test
    void whatIsLentDoesNotDependOnAClientThatTakesNothing() throws Exception {
        inPipeAndFile();
        var client = harness.connect(Framing.SIMPLE, "a");
        for (int i = 0; i < 4; i++) {
            client.request(Wire.CMD_READ, 0, 1, 0, BLOCK);
        }
        awaitLent(4);
        for (int i = 0; i < 40; i++) {
            client.request(Wire.CMD_READ, 0, 2, SIZE / 2, RingReads.LONGEST);
        }
        letGo(4 * BLOCK);
        while (harness.lastConnection().statistics().work().reads().requests() < 8
                || lent.get() != 0) {
            Thread.onSpinWait(); // the client reads nothing, and what was lent comes back
        }
        for (int i = 0; i < 44; i++) {
            assertEquals(0, client.reply(RingReads.LONGEST, 1, BLOCK).error());
        }
    }

    @Test
    void memoryIsBoundedHoweverMuchIsAskedFor() throws Exception {
        inPipeAndFile();
        var client = harness.connect(Framing.SIMPLE, "a");
        for (int i = 0; i < 400; i++) {
            client.request(Wire.CMD_READ, 0, i, 0, BLOCK);
        }
        awaitLent(RingReads.MOST);
        while (harness.lastConnection().statistics().work().reads().requests() < 400) {
            Thread.onSpinWait();
        }
        assertEquals(RingReads.MOST, lent.get());
        assertTrue(harness.pool.lent() <= RingReads.MOST + Share.MOST_REQUESTS + 2);
        var open = Thread.ofPlatform().start(() -> letGoAll(RingReads.MOST * BLOCK));
        for (int i = 0; i < 400; i++) {
            assertEquals(0, client.reply(BLOCK).error());
        }
        open.join();
    }

    private void letGoAll(int bytes) {
        try {
            letGo(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
