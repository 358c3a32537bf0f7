package org.blockyard.format.parallels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers are read as they were written, or refused in the peer's words. */
class ParallelsHeaderTest {
    private static final ParallelsHeader HEADER =
            new ParallelsHeader(true, 40, 128, 160, 20480, false, 128, 0);

    private static ByteBuffer bytes() throws BlockException {
        return HEADER.bytes().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void readsWhatItWrites() throws Exception {
        assertEquals(HEADER, ParallelsHeader.read(bytes()));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, Image not in Parallels format",
        "16, 1, Image not in Parallels format",
        "28, 0, Invalid image: Zero sectors per track",
        "28, 0x7fffffff, Invalid image: Too big cluster",
        "32, 0x20000000, Catalog too large",
        "32, 159, Catalog is too small for a disk of 20480 sectors",
        "40, -1, Catalog is too small for a disk of 18446744069414604800 sectors",
    })
    void whatIsBeyondTheLimitsIsRefused(int at, String value, String sentence) throws Exception {
        var damaged = bytes().putInt(at, (int) (long) Long.decode(value));
        var refused = assertThrows(BlockException.class, () -> ParallelsHeader.read(damaged));
        assertEquals(sentence, refused.sentence());
        assertEquals(ErrorKind.INVALID_FORMAT, refused.kind());
    }

    @Test
    void oldImagesCountInSectorsAndHaveShorterDisks() throws Exception {
        var old = bytes().put(0, "WithoutFreeSpace".getBytes(StandardCharsets.US_ASCII));
        var header = ParallelsHeader.read(old.putInt(40, 7).putInt(48, 0));
        assertEquals(512, header.unit());
        assertEquals(20480, header.sectors());
        assertEquals(1024, header.dataStart());
        assertEquals(65536, HEADER.unit());
    }

    @Test
    void bothMagicsOfVersion2AreProbed() throws Exception {
        assertTrue(ParallelsHeader.isParallels(bytes()));
        assertTrue(
                ParallelsHeader.isParallels(
                        bytes().put(0, "WithoutFreeSpace".getBytes(StandardCharsets.US_ASCII))));
        assertFalse(ParallelsHeader.isParallels(bytes().putInt(16, 3)));
        assertFalse(ParallelsHeader.isParallels(bytes().limit(63)));
    }
}
