package org.blockyard.format.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.junit.jupiter.api.Test;

/** Structures of images. */
class FieldsTest {
    @Test
    void numbersAreReadAsTheyWerePut() throws BlockException {
        for (var fields :
                new Fields[] {
                    Fields.littleEndian("header", ByteBuffer.allocate(64)),
                    Fields.bigEndian("header", ByteBuffer.allocate(64))
                }) {
            var id = UUID.randomUUID();
            fields.putU8(0, 200)
                    .putU16(2, 0xFFFE)
                    .putU32(4, 0xFFFF_FFFDL)
                    .putU64(8, Long.MIN_VALUE)
                    .putUuid(16, id)
                    .putBytes(32, "abc".getBytes(StandardCharsets.US_ASCII));
            assertEquals(200, fields.u8(0));
            assertEquals(0xFFFE, fields.u16(2));
            assertEquals(0xFFFF_FFFDL, fields.u32(4));
            assertEquals(Long.MIN_VALUE, fields.u64(8));
            assertEquals(id, fields.uuid(16));
            assertEquals("abc", fields.text(32, 8, StandardCharsets.US_ASCII));
        }
    }

    @Test
    void byteOrderIsTheOneSaid() throws BlockException {
        var bytes = ByteBuffer.wrap(new byte[] {1, 2, 3, 4});
        assertEquals(0x04030201, Fields.littleEndian("a", bytes).u32(0));
        assertEquals(0x01020304, Fields.bigEndian("a", bytes).u32(0));
    }

    @Test
    void whatIsOutsideIsAnErrorWithTheName() {
        var fields = Fields.bigEndian("toy header", ByteBuffer.allocate(10));
        for (int at : new int[] {-1, 7, 10, Integer.MAX_VALUE}) {
            var failure = assertThrows(BlockException.class, () -> fields.u32(at));
            assertEquals(ErrorKind.INVALID_FORMAT, failure.kind());
            assertTrue(failure.sentence().startsWith("toy header"), failure.sentence());
        }
        assertThrows(BlockException.class, () -> fields.bytes(4, Integer.MAX_VALUE));
    }

    @Test
    void numbersAreBounded() {
        var fields = Fields.bigEndian("toy", ByteBuffer.allocate(16)).putU64(0, -1).putU32(8, 9);
        assertThrows(BlockException.class, () -> fields.u64(0, "size", Long.MAX_VALUE));
        assertThrows(BlockException.class, () -> fields.u32(8, "bits", 10, 20));
    }
}
