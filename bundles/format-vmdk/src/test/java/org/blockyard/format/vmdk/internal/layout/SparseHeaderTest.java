package org.blockyard.format.vmdk.internal.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers that can't be an extent's are refused. */
class SparseHeaderTest {
    private static ByteBuffer header(long capacity, long grainSize, int tableEntries) {
        return ByteBuffer.allocate(512)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0, 0x564d444b)
                .putInt(4, 1)
                .putLong(12, capacity)
                .putLong(20, grainSize)
                .putInt(44, tableEntries);
    }

    @ParameterizedTest
    @CsvSource({"128, 0", "0, 512", "-1, 512", "128, 513"})
    void withoutSectorsItMayBeADescriptorsButNoExtents(long grainSize, int tableEntries)
            throws Exception {
        var header = SparseHeader.read(header(0, grainSize, tableEntries));
        assertEquals(
                ErrorKind.INVALID_FORMAT,
                assertThrows(BlockException.class, header::requireGrains).kind());
        assertEquals(
                ErrorKind.INVALID_FORMAT,
                assertThrows(
                                BlockException.class,
                                () -> SparseHeader.read(header(8, grainSize, tableEntries)))
                        .kind());
    }
}
