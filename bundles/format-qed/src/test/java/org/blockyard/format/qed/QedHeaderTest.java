package org.blockyard.format.qed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers are read and written as the specification has them; those that can't be are refused. */
class QedHeaderTest {
    private static final long FILE = 5 << 16;

    /** As qemu-img 7.2 makes it for 1 MiB over b.raw. */
    private static final String BACKED =
            "51454400"
                    + "00000100"
                    + "04000000"
                    + "01000000"
                    + "0500000000000000"
                    + "0000000000000000"
                    + "0000000000000000"
                    + "0000010000000000"
                    + "0000100000000000"
                    + "40000000"
                    + "05000000";

    private static QedHeader read(String digits) throws BlockException {
        return QedHeader.read(ByteBuffer.wrap(HexFormat.of().parseHex(digits)), FILE);
    }

    @Test
    void isReadAndWritten() throws BlockException {
        var header = read(BACKED);
        assertEquals(65536, header.clusterSize());
        assertEquals(4 << 16, header.tableBytes());
        assertEquals(32768, header.tableEntries());
        assertEquals(1 << 20, header.imageSize());
        assertEquals(16, header.clusters());
        assertTrue(header.has(QedHeader.BACKING_RAW));
        assertFalse(header.has(QedHeader.NEED_CHECK));
        assertEquals(ByteBuffer.wrap(HexFormat.of().parseHex(BACKED)), header.bytes());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 00000000, INVALID_FORMAT",
        "4, 00080000, INVALID_FORMAT",
        "4, 00000080, INVALID_FORMAT",
        "4, 00000008, INVALID_FORMAT",
        "8, 00000000, INVALID_FORMAT",
        "8, 20000000, INVALID_FORMAT",
        "12, ffffffff, INVALID_FORMAT",
        "16, 08, UNSUPPORTED",
        "40, ffffffffffffffff, INVALID_FORMAT",
        "40, 0000ffffffffff7f, INVALID_FORMAT",
        "48, 0100000000000000, INVALID_FORMAT",
        "48, 0000000000000080, INVALID_FORMAT",
        "56, ffffffff, INVALID_FORMAT",
        "60, 00040000, INVALID_FORMAT",
    })
    void refusesWhatCantBe(int at, String digits, ErrorKind kind) {
        var damaged = new StringBuilder(BACKED).replace(2 * at, 2 * at + digits.length(), digits);
        var refused = assertThrows(BlockException.class, () -> read(damaged.toString()));
        assertEquals(kind, refused.kind());
    }

    @Test
    void theLongestDiskIsWhatTheTablesCanName() {
        assertEquals(64L << 40, QedHeader.mostImageSize(65536, 4));
        assertEquals(1L << 30, QedHeader.mostImageSize(4096, 1));
        assertEquals(Long.MAX_VALUE & -512, QedHeader.mostImageSize(64 << 20, 16));
    }

    @Test
    void clustersAndTablesAreInsideTheFile() throws BlockException {
        var header = read(BACKED);
        assertTrue(header.isCluster(1 << 16, FILE));
        assertFalse(header.isCluster(0, FILE));
        assertFalse(header.isCluster(FILE, FILE + 100));
        assertFalse(header.isCluster((1 << 16) + 512, FILE));
        assertTrue(header.isTable(1 << 16, FILE));
        assertFalse(header.isTable(2 << 16, FILE));
        assertFalse(header.isTable(Long.MAX_VALUE & -65536, FILE));
    }

    @Test
    void aBackingFileIsNamedRightBehindTheHeader() throws BlockException {
        var header = read(BACKED).withFeature(QedHeader.NEED_CHECK, true);
        var other = header.withBacking(9, false);
        assertEquals(QedHeader.BACKING | QedHeader.NEED_CHECK, other.features());
        assertEquals(QedHeader.LENGTH, other.backingOffset());
        assertEquals(9, other.backingLength());
        assertEquals(QedHeader.NEED_CHECK, header.withBacking(0, true).features());
    }
}
