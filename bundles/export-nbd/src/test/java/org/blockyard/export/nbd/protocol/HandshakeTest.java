package org.blockyard.export.nbd.protocol;

import static org.blockyard.export.nbd.protocol.RawClient.contextData;
import static org.blockyard.export.nbd.protocol.RawClient.infoData;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.blockyard.io.Limits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class HandshakeTest {
    private static final int SIZE = 1 << 20;
    private static final int COMMON_FLAGS =
            Wire.TRANSMISSION_HAS_FLAGS
                    | Wire.TRANSMISSION_FLUSH
                    | Wire.TRANSMISSION_FUA
                    | Wire.TRANSMISSION_CACHE
                    | Wire.TRANSMISSION_MULTI_CONN;
    private static final int WRITABLE_FLAGS =
            COMMON_FLAGS
                    | Wire.TRANSMISSION_TRIM
                    | Wire.TRANSMISSION_WRITE_ZEROES
                    | Wire.TRANSMISSION_FAST_ZERO;

    private final TestDisk disk = new TestDisk("a", SIZE);
    private Harness harness;
    private RawClient client;

    @BeforeEach
    void connect() throws IOException {
        harness = new Harness(disk, new TestDisk("b", SIZE));
        client = harness.connect();
    }

    @AfterEach
    void everythingIsGivenBack() throws Exception {
        harness.close();
        assertTrue(disk.clients.isEmpty());
    }

    @Test
    void exportNameEndsTheHandshakeWithPaddingUnlessTheClientDoesWithout() throws IOException {
        client.greet(Wire.FLAG_FIXED_NEWSTYLE);
        client.option(Wire.OPT_EXPORT_NAME, "a".getBytes(StandardCharsets.UTF_8));
        var answer = client.receive(10 + 124);
        assertEquals(SIZE, answer.getLong());
        assertEquals(WRITABLE_FLAGS, answer.getShort());

        var other = harness.connect();
        other.greet();
        other.option(Wire.OPT_EXPORT_NAME, "a".getBytes(StandardCharsets.UTF_8));
        other.receive(10);
        assertArrayEquals(new byte[512], other.read(0, 0, 512));
    }

    @Test
    void exportNameOfNothingCloses() throws IOException {
        client.greet();
        client.option(Wire.OPT_EXPORT_NAME, "c".getBytes(StandardCharsets.UTF_8));
        assertTrue(client.closed());
    }

    @Test
    void clientsWithoutFixedNewstyleMayOnlyNameAnExport() throws IOException {
        client.greet(0);
        client.option(Wire.OPT_LIST);
        assertTrue(client.closed());
    }

    @Test
    void listNamesAllExports() throws IOException {
        client.greet();
        client.option(Wire.OPT_LIST);
        var replies = client.optionReplies();
        assertEquals(3, replies.size());
        assertEquals(1, replies.get(0).bytes().getInt());
        assertEquals("aabout a", replies.get(0).text(4));
        assertEquals("babout b", replies.get(1).text(4));
        assertEquals(Wire.REP_ERR_INVALID, client.answer(Wire.OPT_LIST, (byte) 0));
    }

    @Test
    void infoTellsWhatIsAskedForAndDoesNotConnect() throws IOException {
        client.greet();
        client.option(
                Wire.OPT_INFO,
                infoData("a", Wire.INFO_NAME, Wire.INFO_DESCRIPTION, Wire.INFO_BLOCK_SIZE, 77));
        var replies = client.optionReplies();
        assertEquals("a", replies.get(0).text(2));
        assertEquals("about a", replies.get(1).text(2));
        var sizes = replies.get(2).bytes();
        assertEquals(Wire.INFO_BLOCK_SIZE, sizes.getShort());
        assertEquals(1, sizes.getInt());
        assertEquals(4096, sizes.getInt());
        assertEquals(32 << 20, sizes.getInt());
        var export = replies.get(3).bytes();
        assertEquals(Wire.INFO_EXPORT, export.getShort());
        assertEquals(SIZE, export.getLong());
        assertEquals(WRITABLE_FLAGS, export.getShort());
        assertEquals(Wire.REP_ACK, replies.getLast().type());
        assertTrue(disk.clients.isEmpty());
        assertEquals(Wire.REP_ERR_UNKNOWN, client.answer(Wire.OPT_INFO, infoData("c")));
        client.go("a");
        assertEquals(1, disk.clients.size());
    }

    @Test
    void flagsFollowWhatTheExportAndTheClientCan() throws IOException {
        disk.writable = false;
        client.greet();
        client.negotiate(Framing.EXTENDED);
        client.answer(Wire.OPT_SET_META_CONTEXT, contextData("a", "base:allocation"));
        client.option(Wire.OPT_GO, infoData("a"));
        var replies = client.optionReplies();
        var export = replies.get(replies.size() - 2).bytes();
        export.position(10);
        assertEquals(
                COMMON_FLAGS
                        | Wire.TRANSMISSION_READ_ONLY
                        | Wire.TRANSMISSION_DF
                        | Wire.TRANSMISSION_STATUS_PAYLOAD,
                export.getShort());
    }

    @Test
    void alignmentBindsOnlyClientsThatAskedForIt() throws IOException {
        disk.limits = Limits.NONE.aligned(512, 512);
        client.greet();
        assertEquals(Wire.REP_ERR_BLOCK_SIZE_REQD, client.answer(Wire.OPT_INFO, infoData("a")));
        client.go("a");
        assertEquals(7, client.read(0, 1, 7).length);

        var careful = harness.connect();
        careful.greet();
        assertEquals(
                Wire.REP_ACK, careful.answer(Wire.OPT_GO, infoData("a", Wire.INFO_BLOCK_SIZE)));
        careful.request(Wire.CMD_READ, 0, 1, 1, 7);
        assertEquals(Wire.EINVAL, careful.error());
        assertEquals(512, careful.read(0, 512, 512).length);
    }

    @Test
    void anExportThatIsBeingRemovedTakesNobody() throws IOException {
        disk.closing = true;
        client.greet();
        assertEquals(Wire.REP_ERR_SHUTDOWN, client.answer(Wire.OPT_GO, infoData("a")));
        client.go("b");
    }

    @Test
    void tlsIsRefusedAndTheHandshakeGoesOn() throws IOException {
        client.greet();
        assertEquals(Wire.REP_ERR_POLICY, client.answer(Wire.OPT_STARTTLS));
        assertEquals(Wire.REP_ERR_INVALID, client.answer(Wire.OPT_STARTTLS, (byte) 1));
        client.go("a");
    }

    @Test
    void unknownOptionsAreSkipped() throws IOException {
        client.greet();
        assertEquals(Wire.REP_ERR_UNSUP, client.answer(4, new byte[100_000]));
        assertEquals(Wire.REP_ERR_UNSUP, client.answer(-1));
        client.go("a");
    }

    @Test
    void malformedOptionsAreRefusedAndTheHandshakeGoesOn() throws IOException {
        client.greet();
        assertEquals(Wire.REP_ERR_INVALID, client.answer(Wire.OPT_GO));
        assertEquals(Wire.REP_ERR_INVALID, client.answer(Wire.OPT_GO, ints(-1, 0)));
        assertEquals(Wire.REP_ERR_INVALID, client.answer(Wire.OPT_GO, ints(5000, 0)));
        assertEquals(Wire.REP_ERR_INVALID, client.answer(Wire.OPT_GO, infoData("\0")));
        assertEquals(
                Wire.REP_ERR_INVALID,
                client.answer(Wire.OPT_GO, new byte[] {0, 0, 0, 1, -1, 0, 0}));
        assertEquals(
                Wire.REP_ERR_INVALID,
                client.answer(Wire.OPT_GO, new byte[] {0, 0, 0, 1, 'a', 0, 9}));
        assertEquals(Wire.REP_ERR_INVALID, client.answer(Wire.OPT_STRUCTURED_REPLY, (byte) 1));
        client.negotiate(Framing.STRUCTURED);
        assertEquals(Wire.REP_ERR_INVALID, client.answer(Wire.OPT_SET_META_CONTEXT, ints(0, 2, 1)));
        assertEquals(
                Wire.REP_ERR_INVALID, client.answer(Wire.OPT_LIST_META_CONTEXT, ints(0, 1, -1)));
        client.go("a");
    }

    @Test
    void whatIsNoOptionOrTooLongCloses() throws IOException {
        client.greet();
        client.send(ByteBuffer.allocate(16).putLong(12345).putLong(0).flip());
        assertTrue(client.closed());

        var large = harness.connect();
        large.greet();
        large.optionHeader(Wire.OPT_LIST_META_CONTEXT, (32 << 20) + 1);
        assertTrue(large.closed());

        var negative = harness.connect();
        negative.greet();
        negative.optionHeader(77, -1);
        assertTrue(negative.closed());

        var flags = harness.connect();
        flags.greet(4);
        assertTrue(flags.closed());
    }

    @Test
    void abortIsAcknowledged() throws IOException {
        client.greet();
        assertEquals(Wire.REP_ACK, client.answer(Wire.OPT_ABORT, (byte) 1));
        assertTrue(client.closed());
    }

    @Test
    void extendedHeadersOutrankStructuredReplies() throws IOException {
        client.greet();
        assertEquals(Wire.REP_ACK, client.answer(Wire.OPT_STRUCTURED_REPLY));
        assertEquals(Wire.REP_ACK, client.answer(Wire.OPT_EXTENDED_HEADERS));
        assertEquals(Wire.REP_ERR_EXT_HEADER_REQD, client.answer(Wire.OPT_STRUCTURED_REPLY));
        client.option(Wire.OPT_EXPORT_NAME, "a".getBytes(StandardCharsets.UTF_8));
        assertTrue(client.closed());
    }

    @Test
    void contextsAreListedByNamespaceAndSetByName() throws IOException {
        disk.depth = true;
        client.greet();
        assertEquals(
                Wire.REP_ERR_INVALID, client.answer(Wire.OPT_LIST_META_CONTEXT, contextData("a")));
        client.negotiate(Framing.STRUCTURED);
        assertEquals(
                "base:allocation qemu:allocation-depth", contexts(Wire.OPT_LIST_META_CONTEXT, "a"));
        assertEquals(
                "base:allocation", contexts(Wire.OPT_LIST_META_CONTEXT, "a", "base:", "x:y", "z"));
        assertEquals("qemu:allocation-depth", contexts(Wire.OPT_LIST_META_CONTEXT, "a", "qemu:"));
        assertEquals("base:allocation", contexts(Wire.OPT_LIST_META_CONTEXT, "b"));
        assertEquals("", contexts(Wire.OPT_SET_META_CONTEXT, "a", "base:", "qemu:dirty-bitmap:x"));
        assertEquals("", contexts(Wire.OPT_SET_META_CONTEXT, "a"));
        assertEquals("", contexts(Wire.OPT_SET_META_CONTEXT, "b", "qemu:allocation-depth"));
        assertEquals(
                "base:allocation qemu:allocation-depth",
                contexts(
                        Wire.OPT_SET_META_CONTEXT,
                        "a",
                        "qemu:allocation-depth",
                        "base:allocation"));
        assertEquals(
                Wire.REP_ERR_UNKNOWN,
                client.answer(Wire.OPT_SET_META_CONTEXT, contextData("c", "base:allocation")));
    }

    @Test
    void contextsHoldOnlyForTheExportTheyWereSetFor() throws IOException {
        client.greet();
        client.negotiate(Framing.STRUCTURED);
        contexts(Wire.OPT_SET_META_CONTEXT, "b", "base:allocation");
        client.go("a");
        client.request(Wire.CMD_BLOCK_STATUS, 0, 1, 0, 512);
        assertEquals(Wire.EINVAL, client.error());
    }

    @Test
    void aHandshakeThatTakesTooLongIsEnded() throws IOException {
        harness.handshakeLimit = Duration.ofSeconds(1);
        var slow = harness.connect();
        slow.greet();
        assertThrows(EOFException.class, () -> slow.receive(1));
        harness.handshakeLimit = Duration.ofMinutes(5);
        var quick = harness.connect();
        quick.greet();
        quick.go("a");
        assertTrue(slow.closed());
        assertEquals(512, quick.read(0, 0, 512).length);
    }

    private String contexts(int option, String export, String... queries) throws IOException {
        client.option(option, contextData(export, queries));
        var names = new StringBuilder();
        for (var reply : client.optionReplies()) {
            if (reply.type() == Wire.REP_META_CONTEXT) {
                names.append(names.isEmpty() ? "" : " ").append(reply.text(4));
            }
        }
        return names.toString();
    }

    private static byte[] ints(int... values) {
        var bytes = ByteBuffer.allocate(4 * values.length);
        for (int value : values) {
            bytes.putInt(value);
        }
        return bytes.array();
    }
}
