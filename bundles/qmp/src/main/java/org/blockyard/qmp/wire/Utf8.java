package org.blockyard.qmp.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Text out of bytes that came as chars from 0 to 255. */
final class Utf8 {
    private Utf8() {}

    /** The text, with U+FFFD where it is not UTF-8; up to the first NUL. For messages. */
    static String show(String bytes) {
        int nul = bytes.indexOf('\0');
        var shown = nul < 0 ? bytes : bytes.substring(0, nul);
        return new String(shown.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** The text, or an exception where it is not UTF-8. */
    static String strict(String bytes) throws CharacterCodingException {
        if (bytes.chars().allMatch(c -> c < 0x80)) {
            return bytes;
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
                .toString();
    }
}
