package org.blockyard.format.bochs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers of growing images are understood or refused in the peer's words. */
class BochsHeaderTest {
    private static ByteBuffer image(int version) {
        var bytes = BochsImage.of(new byte[1 << 20], version, 64 << 10);
        return ByteBuffer.wrap(bytes, 0, BochsHeader.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    }

    @ParameterizedTest
    @ValueSource(ints = {BochsHeader.VERSION_1, BochsHeader.VERSION_2})
    void bothVersionsTellTheLength(int version) throws Exception {
        var header = BochsHeader.read(image(version));
        assertEquals(1 << 20, header.diskLength());
        assertEquals(16, header.catalogEntries());
    }

    @Test
    void aLengthThatIsNoWholeSectorIsRoundedDown() throws Exception {
        assertEquals(
                512, BochsHeader.read(image(BochsHeader.VERSION_2).putLong(88, 1023)).diskLength());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, Image not in Bochs format",
        "36, 1, Image not in Bochs format",
        "52, 1, Image not in Bochs format",
        "64, 0x30000, Image not in Bochs format",
        "72, 0x100001, Catalog size is too large",
        "72, -1, Catalog size is too large",
        "72, 15, Catalog size is too small for this disk size",
        "80, 0, Extent size must be at least 512",
        "80, 3000, Extent size 3000 is not a power of two",
        "80, 0x1000000, Extent size 16777216 is too large",
        "76, -1, Bitmap size 4294967295 is too large",
        "76, 15, Bitmap size 15 is too small for the extent size",
        "92, 0x80000000, Catalog size is too small for this disk size",
        "92, 0x7fffffff, Catalog size is too small for this disk size",
    })
    void whatIsBeyondTheLimitsIsRefused(int at, String value, String sentence) {
        var damaged = image(BochsHeader.VERSION_2).putInt(at, (int) (long) Long.decode(value));
        var refused = assertThrows(BlockException.class, () -> BochsHeader.read(damaged));
        assertEquals(sentence, refused.sentence());
        assertEquals(ErrorKind.INVALID_FORMAT, refused.kind());
    }

    @Test
    void onlyGrowingImagesAreProbed() {
        assertTrue(BochsHeader.isBochs(image(BochsHeader.VERSION_1)));
        assertFalse(BochsHeader.isBochs(image(BochsHeader.VERSION_1).putInt(64, 0)));
        assertFalse(BochsHeader.isBochs(ByteBuffer.allocate(512)));
        assertFalse(BochsHeader.isBochs(image(BochsHeader.VERSION_2).limit(95)));
    }
}
