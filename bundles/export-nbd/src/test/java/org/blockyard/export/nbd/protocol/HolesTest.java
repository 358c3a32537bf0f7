package org.blockyard.export.nbd.protocol;

import static org.blockyard.export.nbd.protocol.RawClient.contextData;
import static org.blockyard.export.nbd.protocol.RawClient.infoData;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is known to be zeroes is told of without being read, by the lane itself. */
@Timeout(300)
class HolesTest {
    private static final int SIZE = 8 << 20;
    private static final int HOLE = 1 << 20;
    private static final int HOLE_END = 5 << 20;

    private final TestDisk disk = new TestDisk("a", SIZE);
    private Harness harness;

    @BeforeEach
    void start() throws IOException {
        harness = new Harness(disk);
        new Random(1).nextBytes(disk.lane.data);
        Arrays.fill(disk.lane.data, HOLE, HOLE_END, (byte) 0);
        disk.lane.statusAtOnce = true;
        disk.lane.mapped = 512 << 10;
        disk.lane.atOnce = false;
        disk.lane.before =
                (call, offset) -> {
                    throw new IOException("nothing is to be read or asked otherwise");
                };
    }

    @AfterEach
    void nothingIsKept() throws Exception {
        harness.close();
        assertEquals(0, disk.lane.leases.get());
    }

    @ParameterizedTest
    @EnumSource(Framing.class)
    void readsAreWhatIsOnTheDisk(Framing framing) throws IOException {
        var client = harness.connect(framing, "a");
        int[][] ranges = {
            {0, SIZE},
            {HOLE, HOLE_END - HOLE},
            {HOLE + 777, 99_999},
            {HOLE - 4096, 65_536},
            {HOLE_END - 40_000, 80_000}
        };
        int flags = framing.chunked() ? Wire.CMD_FLAG_DF : 0;
        for (var range : ranges) {
            var content = Arrays.copyOfRange(disk.lane.data, range[0], range[0] + range[1]);
            assertArrayEquals(content, client.read(0, range[0], range[1]));
            assertArrayEquals(content, client.read(flags, range[0], range[1]));
        }
    }

    @Test
    void aReadThatIsPartlyHoleComesInChunks() throws IOException {
        var client = harness.connect(Framing.STRUCTURED, "a");
        client.request(Wire.CMD_READ, 0, 1, 0, SIZE);
        var data = client.reply(0);
        assertEquals(Wire.REPLY_OFFSET_DATA, data.type());
        assertEquals(HOLE + 8, data.payload().length);
        var hole = client.reply(0);
        assertEquals(Wire.REPLY_OFFSET_HOLE, hole.type());
        assertEquals(HOLE, hole.bytes().getLong());
        assertEquals(HOLE_END - HOLE, hole.bytes().getInt(8));
        var rest = client.reply(0);
        assertEquals(Wire.REPLY_OFFSET_DATA, rest.type());
        assertEquals(Wire.REPLY_FLAG_DONE, rest.flags());
    }

    @Test
    void aReadOfAHoleIsOneChunk() throws IOException {
        var client = harness.connect(Framing.EXTENDED, "a");
        client.request(Wire.CMD_READ, 0, 1, HOLE, HOLE_END - HOLE);
        var hole = client.reply(0);
        assertEquals(Wire.REPLY_OFFSET_HOLE, hole.type());
        assertEquals(Wire.REPLY_FLAG_DONE, hole.flags());
    }

    @Test
    void statusThatIsKnownIsToldAtOnce() throws IOException {
        disk.depth = true;
        var client = harness.connect();
        client.greet();
        client.negotiate(Framing.STRUCTURED);
        client.answer(
                Wire.OPT_SET_META_CONTEXT,
                contextData("a", "base:allocation", "qemu:allocation-depth"));
        assertEquals(Wire.REP_ACK, client.answer(Wire.OPT_GO, infoData("a")));
        client.request(Wire.CMD_BLOCK_STATUS, 0, 1, 0, SIZE);
        var allocation = client.reply(0).bytes();
        assertEquals(0, allocation.getInt());
        assertEquals(HOLE, allocation.getInt());
        assertEquals(0, allocation.getInt());
        assertEquals(HOLE_END - HOLE, allocation.getInt());
        assertEquals(Wire.STATE_HOLE | Wire.STATE_ZERO, allocation.getInt());
        var depth = client.reply(0);
        assertEquals(Wire.REPLY_FLAG_DONE, depth.flags());
        assertEquals(1, depth.bytes().getInt());
    }
}
