package org.blockyard.export.nbd.protocol;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The data of one option, read piece by piece so that its length never decides how much memory is
 * used. What is asked for beyond its end is {@link Invalid}.
 */
final class OptionData {
    /** The data are not what the option needs; the option is refused and the connection goes on. */
    static final class Invalid extends Exception {
        private static final long serialVersionUID = 1L;

        Invalid(String why) {
            super(why);
        }

        /** Why, as the client is told. */
        String why() {
            var message = getMessage();
            return message == null ? "invalid" : message;
        }
    }

    private final Inbound inbound;
    private int left;

    OptionData(Inbound inbound, int length) {
        this.inbound = inbound;
        this.left = length;
    }

    int left() {
        return left;
    }

    int u16() throws IOException, Invalid {
        return take(Short.BYTES).getShort() & 0xffff;
    }

    long u32() throws IOException, Invalid {
        return take(Integer.BYTES).getInt() & 0xffff_ffffL;
    }

    /**
     * A string of {@code length} bytes: valid UTF-8 without NUL, not longer than the protocol
     * allows.
     */
    String string(long length) throws IOException, Invalid {
        if (length > Wire.MAX_STRING) {
            throw new Invalid("a string is longer than " + Wire.MAX_STRING + " bytes");
        }
        var bytes = new byte[(int) length];
        take(bytes.length).get(bytes);
        try {
            var text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            if (text.indexOf('\0') >= 0) {
                throw new Invalid("a string holds a NUL");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new Invalid("a string is not UTF-8");
        }
    }

    /** Refuses data after what was read. */
    void requireEnd() throws Invalid {
        if (left != 0) {
            throw new Invalid("the option's data are longer than they should be");
        }
    }

    /** Takes and forgets what was not read. */
    void skipRest() throws IOException {
        inbound.skip(left);
        left = 0;
    }

    private ByteBuffer take(int count) throws IOException, Invalid {
        if (count > left) {
            throw new Invalid("the option's data are shorter than they should be");
        }
        inbound.require(count);
        left -= count;
        return inbound.bytes();
    }
}
