package org.blockyard.export.nbd.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Large reads that the operating system sends from the file where they lie. */
@Timeout(300)
class SentReadsTest {
    private static final int SIZE = 8 << 20;

    @TempDir private Path folder;
    private final TestDisk disk = new TestDisk("a", SIZE);
    private FileChannel file;
    private Harness harness;

    @BeforeEach
    void start() throws IOException {
        new Random(1).nextBytes(disk.lane.data);
        file = FileChannel.open(Files.write(folder.resolve("disk"), disk.lane.data));
        disk.lane.sent = file;
        harness = new Harness(disk);
    }

    @AfterEach
    void everythingIsGivenBack() throws Exception {
        harness.close();
        file.close();
        assertEquals(0, disk.lane.leases.get());
        assertTrue(disk.clients.isEmpty());
    }

    @ParameterizedTest
    @EnumSource(Framing.class)
    void repliesOfEachKindArriveWholeAndInOrder(Framing framing) throws IOException {
        disk.lane.before =
                (call, offset) -> {
                    throw new IOException("nothing is to be read otherwise");
                };
        var client = harness.connect(framing, "a");
        var random = new Random(2);
        int[] lengths = {4096, 64 << 10, 777, 1 << 20, 100, 3_000_001, SIZE};
        var offsets = new long[lengths.length];
        for (int i = 0; i < lengths.length; i++) {
            offsets[i] = random.nextInt(SIZE - lengths[i] + 1);
            client.request(Wire.CMD_READ, 0, i, offsets[i], lengths[i]);
        }
        for (int i = 0; i < lengths.length; i++) {
            var reply = client.reply(lengths[i]);
            assertEquals(0, reply.error());
            int from = (int) offsets[i];
            var expected = Arrays.copyOfRange(disk.lane.data, from, from + lengths[i]);
            var payload = reply.payload();
            int before = payload.length - lengths[i]; // an offset, if the reply is a chunk
            assertArrayEquals(expected, Arrays.copyOfRange(payload, before, payload.length));
        }
    }

    @Test
    void aClientThatDoesNotTakeThemCanBeSentAway() throws Exception {
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
    }

    @Test
    void aFileThatIsCutUnderThemEndsTheConnection() throws Exception {
        var client = harness.connect(Framing.STRUCTURED, "a");
        try (var writer = FileChannel.open(folder.resolve("disk"), StandardOpenOption.WRITE)) {
            writer.truncate(1 << 20);
        }
        client.request(Wire.CMD_READ, 0, 1, 0, 4 << 20);
        assertThrows(EOFException.class, () -> client.reply(4 << 20));
    }
}
