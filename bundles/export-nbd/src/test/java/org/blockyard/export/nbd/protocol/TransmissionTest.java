package org.blockyard.export.nbd.protocol;

import static org.blockyard.export.nbd.protocol.RawClient.contextData;
import static org.blockyard.export.nbd.protocol.RawClient.infoData;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(300)
class TransmissionTest {
    private static final int SIZE = 8 << 20;

    private final TestDisk disk = new TestDisk("a", SIZE);
    private Harness harness;

    @BeforeEach
    void start() throws IOException {
        harness = new Harness(disk);
        new Random(1).nextBytes(disk.lane.data);
    }

    @AfterEach
    void everythingIsGivenBack() throws Exception {
        harness.close();
        assertTrue(disk.clients.isEmpty());
        assertEquals(disk.lane.calls.stream().filter("close"::equals).count() > 0, true);
    }

    static Stream<Arguments> ways() {
        return Arrays.stream(Framing.values())
                .flatMap(f -> Stream.of(Arguments.of(f, true), Arguments.of(f, false)));
    }

    private byte[] content(int offset, int length) {
        return Arrays.copyOfRange(disk.lane.data, offset, offset + length);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void readsAreWhatIsOnTheDisk(Framing framing, boolean atOnce) throws IOException {
        disk.lane.atOnce = atOnce;
        Arrays.fill(disk.lane.data, 3 << 20, 5 << 20, (byte) 0);
        var client = harness.connect(framing, "a");
        for (var range :
                List.of(
                        new int[] {0, 4096},
                        new int[] {12345, 777},
                        new int[] {SIZE - 1, 1},
                        new int[] {512, 300_000},
                        new int[] {(2 << 20) + 5, 4 << 20},
                        new int[] {0, SIZE})) {
            assertArrayEquals(content(range[0], range[1]), client.read(0, range[0], range[1]));
        }
        assertEquals(0, client.read(0, 100, 0).length);
    }

    @ParameterizedTest
    @EnumSource(Framing.class)
    void mappedPiecesMakeOneReplyAndAreGivenBack(Framing framing) throws IOException {
        disk.lane.mapped = 128 << 10;
        disk.lane.before =
                (call, offset) -> {
                    throw new IOException("nothing is to be read otherwise");
                };
        disk.lane.atOnce = false;
        var client = harness.connect(framing, "a");
        for (var range :
                List.of(
                        new int[] {0, 32 << 10},
                        new int[] {100_000, 1_000_000},
                        new int[] {777, 2 << 20},
                        new int[] {SIZE - (3 << 20), 3 << 20})) {
            assertArrayEquals(content(range[0], range[1]), client.read(0, range[0], range[1]));
        }
        // too many pieces: they are given back, and it is read in another way
        client.request(Wire.CMD_READ, 0, 1, 0, SIZE);
        assertEquals(Wire.EIO, client.reply(SIZE).error());
        assertEquals(0, disk.lane.leases.get());
    }

    @ParameterizedTest
    @MethodSource("ways")
    void writesReachTheDisk(Framing framing, boolean atOnce) throws IOException {
        disk.lane.atOnce = atOnce;
        var client = harness.connect(framing, "a");
        var random = new Random(2);
        for (int length : new int[] {1, 4096, 131_072, 135_168, 135_169, 3_000_001, SIZE - 77}) {
            var data = new byte[length];
            random.nextBytes(data);
            client.write(0, 9, 77, data);
            var reply = client.reply(0);
            assertEquals(0, reply.error());
            assertEquals(9, reply.cookie());
            assertArrayEquals(data, content(77, length));
        }
        client.write(0, 9, 77);
        assertEquals(0, client.error());
    }

    @ParameterizedTest
    @MethodSource("ways")
    void manyRequestsSentTogetherAreAllAnswered(Framing framing, boolean atOnce)
            throws IOException {
        disk.lane.atOnce = atOnce;
        var client = harness.connect(framing, "a");
        var batch = ByteBuffer.allocate(1 << 20);
        for (int i = 0; i < 200; i++) {
            int payload = framing == Framing.EXTENDED ? Wire.CMD_FLAG_PAYLOAD_LEN : 0;
            batch.put(client.header(Wire.CMD_WRITE, payload, i, i * 4096L, 4096));
            batch.put(content(i * 4096, 4096));
        }
        client.send(batch.flip());
        var seen = new boolean[200];
        for (int i = 0; i < 200; i++) {
            var reply = client.reply(0);
            assertEquals(0, reply.error());
            assertFalse(seen[(int) reply.cookie()]);
            seen[(int) reply.cookie()] = true;
        }
    }

    @Test
    void fuaAndWritethroughMakeWritesDurableBeforeTheReply() throws IOException {
        var client = harness.connect(Framing.SIMPLE, "a");
        client.write(Wire.CMD_FLAG_FUA, 1, 0, new byte[512]);
        assertEquals(0, client.error());
        assertEquals("write 0 512 fua", disk.lane.calls.getLast());
        client.write(Wire.CMD_FLAG_FUA, 1, 0, new byte[1 << 20]);
        assertEquals(0, client.error());
        assertEquals("flush", disk.lane.calls.getLast());
        client.request(Wire.CMD_TRIM, Wire.CMD_FLAG_FUA, 1, 0, 4096);
        assertEquals(0, client.error());
        assertEquals(List.of("discard 0 4096", "flush"), lastCalls(2));
        client.request(Wire.CMD_WRITE_ZEROES, Wire.CMD_FLAG_FUA, 1, 0, 4096);
        assertEquals(0, client.error());
        assertEquals("zeroes 0 4096 fua+may-unmap", disk.lane.calls.getLast());

        disk.writethrough = true;
        var through = harness.connect(Framing.SIMPLE, "a");
        through.write(0, 1, 0, new byte[512]);
        assertEquals(0, through.error());
        assertEquals("write 0 512 fua", disk.lane.calls.getLast());
    }

    private List<String> lastCalls(int count) {
        return disk.lane.calls.subList(disk.lane.calls.size() - count, disk.lane.calls.size());
    }

    @Test
    void zeroesKeepSpaceIfAskedAndAreFastOrNotAtAll() throws IOException {
        var client = harness.connect(Framing.STRUCTURED, "a");
        client.request(Wire.CMD_WRITE_ZEROES, Wire.CMD_FLAG_NO_HOLE, 1, 512, 4096);
        assertEquals(0, client.error());
        assertEquals("zeroes 512 4096 none", disk.lane.calls.getLast());
        client.request(Wire.CMD_WRITE_ZEROES, Wire.CMD_FLAG_FAST_ZERO, 1, 0, SIZE);
        assertEquals(Wire.ENOTSUP, client.error());
        disk.lane.fastZeroes = true;
        client.request(Wire.CMD_WRITE_ZEROES, Wire.CMD_FLAG_FAST_ZERO, 1, 0, SIZE);
        assertEquals(0, client.error());
        assertArrayEquals(new byte[SIZE], disk.lane.data);
    }

    @ParameterizedTest
    @EnumSource(Framing.class)
    void wrongRequestsGetTheErrorsOfTheSpecification(Framing framing) throws IOException {
        var client = harness.connect(framing, "a");
        client.request(Wire.CMD_READ, 0, 1, SIZE - 1, 2);
        assertEquals(Wire.EINVAL, client.error());
        client.request(Wire.CMD_READ, 0, 1, -1, 1);
        assertEquals(Wire.EINVAL, client.error());
        client.request(Wire.CMD_READ, 0, 1, 0, (32 << 20) + 1);
        assertEquals(Wire.EINVAL, client.error());
        client.request(Wire.CMD_READ, Wire.CMD_FLAG_NO_HOLE, 1, 0, 1);
        assertEquals(Wire.EINVAL, client.error());
        client.write(0, 1, SIZE, new byte[512]);
        assertEquals(Wire.ENOSPC, client.error());
        client.write(0, 1, SIZE - 512, new byte[1 << 20]);
        assertEquals(Wire.ENOSPC, client.error());
        client.request(Wire.CMD_WRITE_ZEROES, 0, 1, SIZE, 1);
        assertEquals(Wire.ENOSPC, client.error());
        client.request(Wire.CMD_TRIM, 0, 1, SIZE, 1);
        assertEquals(Wire.EINVAL, client.error());
        client.request(Wire.CMD_CACHE, 0, 1, SIZE, 1);
        assertEquals(Wire.EINVAL, client.error());
        client.request(Wire.CMD_BLOCK_STATUS, 0, 1, 0, 1);
        assertEquals(Wire.EINVAL, client.error());
        client.request(99, 0, 1, 0, 1);
        assertEquals(Wire.EINVAL, client.error());
        assertArrayEquals(content(0, 512), client.read(0, 0, 512));
    }

    @Test
    void readOnlyExportsRefuseToBeChanged() throws IOException {
        disk.writable = false;
        var client = harness.connect(Framing.STRUCTURED, "a");
        client.write(0, 1, 0, new byte[512]);
        assertEquals(Wire.EPERM, client.error());
        client.request(Wire.CMD_TRIM, 0, 1, 0, 512);
        assertEquals(Wire.EPERM, client.error());
        client.request(Wire.CMD_WRITE_ZEROES, 0, 1, 0, 512);
        assertEquals(Wire.EPERM, client.error());
        client.request(Wire.CMD_FLUSH, 0, 1, 0, 0);
        assertEquals(0, client.error());
    }

    @ParameterizedTest
    @EnumSource(Framing.class)
    void failuresOfTheDiskAreErrorReplies(Framing framing) throws IOException {
        disk.lane.atOnce = false;
        var client = harness.connect(framing, "a");
        disk.lane.before =
                (call, offset) -> {
                    throw new BlockException(ErrorKind.NO_SPACE, "full");
                };
        client.request(Wire.CMD_READ, 0, 5, 0, 512);
        var reply = client.reply(512);
        assertEquals(Wire.ENOSPC, reply.error());
        assertEquals(5, reply.cookie());
        client.write(0, 1, 0, new byte[3 << 20]);
        assertEquals(Wire.ENOSPC, client.error());
        for (int command :
                new int[] {Wire.CMD_FLUSH, Wire.CMD_TRIM, Wire.CMD_WRITE_ZEROES, Wire.CMD_CACHE}) {
            client.request(command, 0, 1, 0, 512);
            assertEquals(Wire.ENOSPC, client.error());
        }
        disk.lane.before =
                (call, offset) -> {
                    throw new IllegalStateException("a defect in a driver");
                };
        client.write(0, 1, 0, new byte[512]);
        assertEquals(Wire.EIO, client.error());
    }

    @Test
    void aLargeReadThatFailsInItsMiddleSaysSoAtItsEnd() throws IOException {
        disk.lane.atOnce = false;
        disk.lane.before =
                (call, offset) -> {
                    if (call.equals("read") && offset >= 2 << 20) {
                        throw new IOException("a bad sector");
                    }
                };
        var client = harness.connect(Framing.STRUCTURED, "a");
        client.request(Wire.CMD_READ, 0, 1, 0, 4 << 20);
        assertEquals(Wire.REPLY_OFFSET_DATA, client.reply(0).type());
        assertEquals(Wire.REPLY_OFFSET_DATA, client.reply(0).type());
        var last = client.reply(0);
        assertEquals(Wire.EIO, last.error());
        assertEquals(Wire.REPLY_FLAG_DONE, last.flags());
    }

    @Test
    void holesTravelAsHolesUnlessTheClientWantsOnePiece() throws IOException {
        disk.lane.atOnce = false;
        Arrays.fill(disk.lane.data, 1 << 20, 3 << 20, (byte) 0);
        var client = harness.connect(Framing.STRUCTURED, "a");
        client.request(Wire.CMD_READ, 0, 1, 512 << 10, 3 << 20);
        var types = new StringBuilder();
        RawClient.Reply reply;
        do {
            reply = client.reply(0);
            types.append(reply.type());
        } while ((reply.flags() & Wire.REPLY_FLAG_DONE) == 0);
        assertEquals("1210", types.toString());
        client.request(Wire.CMD_READ, Wire.CMD_FLAG_DF, 1, 512 << 10, 3 << 20);
        var whole = client.reply(0);
        assertEquals(Wire.REPLY_OFFSET_DATA, whole.type());
        assertEquals(Wire.REPLY_FLAG_DONE, whole.flags());
        assertEquals((3 << 20) + 8, whole.payload().length);
    }

    @Test
    void whatWaitsDoesNotHoldUpWhatDoesNot() throws IOException, InterruptedException {
        var open = new CountDownLatch(1);
        disk.lane.before = (call, offset) -> awaitIt(open);
        var client = harness.connect(Framing.SIMPLE, "a");
        client.request(Wire.CMD_FLUSH, 0, 1, 0, 0);
        client.request(Wire.CMD_READ, 0, 2, 0, 512);
        assertEquals(2, client.reply(512).cookie());
        open.countDown();
        assertEquals(1, client.reply(0).cookie());
    }

    @Test
    void leavingPolitelyLetsWhatWasAskedBeforeFinish() throws IOException {
        var begun = new CountDownLatch(1);
        var open = new CountDownLatch(1);
        disk.lane.before =
                (call, offset) -> {
                    begun.countDown();
                    awaitIt(open);
                };
        var client = harness.connect(Framing.SIMPLE, "a");
        client.request(Wire.CMD_FLUSH, 0, 7, 0, 0);
        client.request(Wire.CMD_DISC, 0, 8, 0, 0);
        awaitIt(begun);
        open.countDown();
        assertEquals(7, client.reply(0).cookie());
        assertTrue(client.closed());
    }

    @ParameterizedTest
    @EnumSource(
            value = Framing.class,
            names = {"STRUCTURED", "EXTENDED"})
    void statusTellsOfEachContextInAChunkOfItsOwn(Framing framing) throws IOException {
        disk.depth = true;
        Arrays.fill(disk.lane.data, 4096, 12288, (byte) 0);
        var client = withContexts(framing, "base:allocation", "qemu:allocation-depth");
        client.request(Wire.CMD_BLOCK_STATUS, 0, 1, 0, 20480);
        assertExtents(client.reply(0), 0, 4096, 0, 8192, 3, 8192, 0);
        var last = client.reply(0);
        assertEquals(Wire.REPLY_FLAG_DONE, last.flags());
        assertExtents(last, 1, 4096, 1, 8192, 0, 8192, 1);
        client.request(Wire.CMD_BLOCK_STATUS, Wire.CMD_FLAG_REQ_ONE, 1, 100, 20480);
        assertExtents(client.reply(0), 0, 3996, 0);
        assertExtents(client.reply(0), 1, 3996, 1);
        client.request(Wire.CMD_BLOCK_STATUS, 0, 1, 0, 0);
        assertEquals(Wire.EINVAL, client.error());
    }

    @Test
    void statusMayBeAskedOfChosenContexts() throws IOException {
        disk.depth = true;
        var client = withContexts(Framing.EXTENDED, "base:allocation", "qemu:allocation-depth");
        int flag = Wire.CMD_FLAG_PAYLOAD_LEN;
        client.send(client.header(Wire.CMD_BLOCK_STATUS, flag, 1, 0, 12));
        client.send(ByteBuffer.allocate(12).putLong(4096).putInt(1).flip());
        var reply = client.reply(0);
        assertEquals(Wire.REPLY_FLAG_DONE, reply.flags());
        assertExtents(reply, 1, 4096, 1);
        for (int[] ids : new int[][] {{1, 1}, {2}, {}, {0, 1, 2}}) {
            var payload = ByteBuffer.allocate(8 + 4 * ids.length).putLong(4096);
            Arrays.stream(ids).forEach(payload::putInt);
            client.send(client.header(Wire.CMD_BLOCK_STATUS, flag, 1, 0, payload.capacity()));
            client.send(payload.flip());
            assertEquals(Wire.EINVAL, client.error());
        }
    }

    @Test
    void extendedRepliesRepeatTheOffsetAndPayloadsAreTakenEvenWhereNotWanted() throws IOException {
        var client = harness.connect(Framing.EXTENDED, "a");
        client.request(Wire.CMD_FLUSH, 0, 3, 12345, 0);
        var reply = client.reply(0);
        assertEquals(12345, reply.offset());
        assertEquals(Wire.REPLY_NONE, reply.type());
        client.request(Wire.CMD_READ, Wire.CMD_FLAG_PAYLOAD_LEN, 3, 0, 1000);
        client.send(ByteBuffer.allocate(1000));
        assertEquals(Wire.EINVAL, client.error());
        client.request(Wire.CMD_WRITE, 0, 3, 0, 1000);
        client.send(ByteBuffer.allocate(1000));
        assertEquals(0, client.error());
        client.request(Wire.CMD_WRITE_ZEROES, 0, 3, 0, 1L << 40);
        assertEquals(Wire.ENOSPC, client.error());
        assertArrayEquals(content(0, 512), client.read(0, 0, 512));
    }

    private RawClient withContexts(Framing framing, String... contexts) throws IOException {
        var client = harness.connect();
        client.greet();
        client.negotiate(framing);
        assertEquals(
                Wire.REP_ACK, client.answer(Wire.OPT_SET_META_CONTEXT, contextData("a", contexts)));
        assertEquals(Wire.REP_ACK, client.answer(Wire.OPT_GO, infoData("a")));
        return client;
    }

    private static void assertExtents(RawClient.Reply reply, int id, long... extents) {
        var bytes = reply.bytes();
        boolean wide = reply.type() == Wire.REPLY_BLOCK_STATUS_EXT;
        assertEquals(wide ? Wire.REPLY_BLOCK_STATUS_EXT : Wire.REPLY_BLOCK_STATUS, reply.type());
        assertEquals(id, bytes.getInt());
        if (wide) {
            assertEquals(extents.length / 2, bytes.getInt());
        }
        var found = new long[extents.length];
        for (int i = 0; i < extents.length; i++) {
            found[i] = wide ? bytes.getLong() : bytes.getInt();
        }
        assertArrayEquals(extents, found);
        assertFalse(bytes.hasRemaining());
    }

    private static void awaitIt(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
