package org.blockyard.job.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.List;
import org.blockyard.job.kit.ZeroRuns.Run;
import org.junit.jupiter.api.Test;

class ZeroRunsTest {
    private static ByteBuffer bytes(int size, int... set) {
        var bytes = ByteBuffer.allocate(size);
        for (int at : set) {
            bytes.put(at, (byte) 1);
        }
        return bytes;
    }

    @Test
    void blocksOfZeroesAreFoundAndJoined() {
        assertEquals(
                List.of(new Run(0, 8, true), new Run(8, 12, false), new Run(12, 16, true)),
                ZeroRuns.of(bytes(16, 11), 0, 4));
    }

    @Test
    void blocksAreThoseOfTheDiskNotOfTheBuffer() {
        assertEquals(
                List.of(new Run(0, 2, false), new Run(2, 10, true)),
                ZeroRuns.of(bytes(10, 1), 6, 4));
    }

    @Test
    void oneByteIsEnoughForData() {
        for (int at = 0; at < 4; at++) {
            assertEquals(List.of(new Run(0, 4, false)), ZeroRuns.of(bytes(4, at), 0, 4));
        }
    }

    @Test
    void aBlockOfOneByteIsABlock() {
        assertEquals(
                List.of(new Run(0, 1, true), new Run(1, 2, false)), ZeroRuns.of(bytes(2, 1), 0, 1));
    }
}
