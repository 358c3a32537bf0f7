package org.blockyard.format.qcow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.ChildRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers are read and written as the format has them, and those that can't be are refused. */
class QcowHeaderTest {
    /** As qemu-img 7.2 makes it for 1 MiB over b.raw. */
    private static final String BACKED =
            "514649fb00000001"
                    + "0000000000000030"
                    + "00000005"
                    + "00000000"
                    + "0000000000100000"
                    + "090c0000"
                    + "00000000"
                    + "0000000000000038";

    private static QcowHeader read(String digits) throws BlockException {
        return QcowHeader.read(ByteBuffer.wrap(HexFormat.of().parseHex(digits)));
    }

    @Test
    void isTheOneThatThePeerMakes() throws BlockException {
        var made =
                new QcowCreation(
                                new QcowCreateOptions(
                                        new ChildRef.Node("file"),
                                        (1 << 20) - 1,
                                        Optional.of("b.raw"),
                                        Optional.of("raw"),
                                        Optional.empty()))
                        .header();
        assertEquals(read(BACKED), made);
        var bytes = ByteBuffer.allocate(QcowHeader.LENGTH);
        made.write(bytes);
        assertEquals(BACKED, HexFormat.of().formatHex(bytes.array()));
        assertEquals(1, made.l1Entries());
        assertEquals(2048, made.clusters());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 00000000, INVALID_FORMAT",
        "4, 00000002, UNSUPPORTED",
        "8, 8000000000000000, INVALID_FORMAT",
        "16, 00000400, INVALID_FORMAT",
        "24, 0000000000000001, INVALID_FORMAT",
        "24, 8000000000000000, INVALID_FORMAT",
        "24, 0100000000000000, INVALID_FORMAT",
        "32, 11, INVALID_FORMAT",
        "33, ff, INVALID_FORMAT",
        "36, 00000003, INVALID_FORMAT",
        "40, 7fffffffffffffff, INVALID_FORMAT",
        "40, ffffffffffffffff, INVALID_FORMAT",
    })
    void refusesWhatCantBe(int at, String digits, ErrorKind kind) {
        var damaged = new StringBuilder(BACKED).replace(2 * at, 2 * at + digits.length(), digits);
        var refused = assertThrows(BlockException.class, () -> read(damaged.toString()));
        assertEquals(kind, refused.kind());
    }

    @Test
    void entriesOfPackedClustersHoldTheirSizeAndPlace() throws BlockException {
        try (var packed = new PackedClusters(read(BACKED), true)) {
            long entry = packed.entry(0x12345, 300);
            // 9 bits of the size below the highest
            assertEquals(1L << 63 | 300L << 54 | 0x12345, entry);
            assertEquals(0x12345, packed.offset(entry));
        }
    }
}
