package org.blockyard.format.cloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.driver.Probing;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers of compressed loop images are understood or refused in the peer's words. */
class CloopHeaderTest {
    private static ByteBuffer header(long blockSize, long blocks) {
        return ByteBuffer.allocate(CloopHeader.LENGTH)
                .putInt(128, (int) blockSize)
                .putInt(132, (int) blocks);
    }

    @Test
    void blocksMakeTheLength() throws Exception {
        assertEquals(3L << 26, CloopHeader.read(header(64 << 20, 3)).length());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, block_size cannot be zero",
        "511, 1, block_size 511 must be a multiple of 512",
        "67109376, 1, block_size 67109376 must be 64 MB or less",
        "512, 4294967295, n_blocks 4294967295 must be 536870911 or less",
        "512, 67108864, 'image requires too many offsets, try increasing block size'",
    })
    void whatIsBeyondTheLimitsIsRefused(long blockSize, long blocks, String sentence) {
        var refused =
                assertThrows(
                        BlockException.class, () -> CloopHeader.read(header(blockSize, blocks)));
        assertEquals(sentence, refused.sentence());
        assertEquals(ErrorKind.INVALID_FORMAT, refused.kind());
    }

    @Test
    void aScriptIsAGuessThatAnyMagicNumberBeats() {
        var driver = new CloopDriver();
        int score =
                driver.probe(ByteBuffer.wrap(CloopImage.of(new byte[512], 512)), Optional.empty());
        assertTrue(score > 1 && score < Probing.CERTAIN);
        assertEquals(Probing.NO, driver.probe(ByteBuffer.allocate(512), Optional.empty()));
    }
}
