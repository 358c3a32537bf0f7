package org.blockyard.export.nbd.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.blockyard.export.ExportStatistics.Count;
import org.blockyard.export.ExportStatistics.Work;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class TallyTest {
    private static final int SIZE = 1 << 20;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyRequestIsCountedOnceWhetherItIsDoneAtOnceOrNot(boolean atOnce) throws Exception {
        var disk = new TestDisk("a", SIZE);
        disk.lane.atOnce = atOnce;
        try (var harness = new Harness(disk)) {
            var client = harness.connect(Framing.STRUCTURED, "a");
            client.read(0, 0, 4096);
            client.read(0, 4096, 300_000);
            client.write(0, 1, 0, new byte[512]);
            assertEquals(0, client.error());
            client.request(Wire.CMD_WRITE_ZEROES, 0, 2, 0, 65_536);
            assertEquals(0, client.error());
            client.request(Wire.CMD_TRIM, 0, 3, 0, 8192);
            assertEquals(0, client.error());
            client.request(Wire.CMD_FLUSH, 0, 4, 0, 0);
            assertEquals(0, client.error());
            client.request(Wire.CMD_CACHE, 0, 5, 0, 4096);
            assertEquals(0, client.error());
            assertEquals(
                    new Work(
                            new Count(2, 304_096),
                            new Count(1, 512),
                            new Count(1, 65_536),
                            new Count(1, 8192),
                            new Count(1, 0),
                            new Count(1, 4096),
                            0),
                    harness.lastConnection().statistics().work());
        }
    }

    @Test
    void whatIsRefusedOrFailsIsAnErrorAndARefusedLengthIsNoWork() throws Exception {
        var disk = new TestDisk("a", SIZE);
        disk.lane.atOnce = false;
        disk.lane.before =
                (call, offset) -> {
                    if (offset == 4096) {
                        throw new IOException("the medium is worn");
                    }
                };
        try (var harness = new Harness(disk)) {
            var client = harness.connect(Framing.SIMPLE, "a");
            client.request(Wire.CMD_READ, 0, 1, 4096, 4096);
            assertEquals(Wire.EIO, client.error());
            client.request(Wire.CMD_TRIM, 0, 2, SIZE, 4_000_000_000L);
            assertEquals(Wire.EINVAL, client.error());
            client.request(99, 0, 3, 0, 512);
            assertEquals(Wire.EINVAL, client.error());
            var work = harness.lastConnection().statistics().work();
            assertEquals(new Count(1, 4096), work.reads());
            assertEquals(new Count(1, 0), work.discards());
            assertEquals(3, work.errors());
        }
    }
}
