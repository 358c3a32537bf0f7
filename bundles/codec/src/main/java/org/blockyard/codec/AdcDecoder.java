package org.blockyard.codec;

import java.nio.ByteBuffer;
import org.blockyard.io.BlockException;

/**
 * Apple Data Compression: runs of plain bytes, and repeats at a distance of ten or sixteen bits.
 * Written from the description in libyal's documentation of UDIF images.
 */
final class AdcDecoder implements Decoder {
    private static final int PLAIN = 0x80;
    private static final int FAR = 0x40;

    @Override
    public String name() {
        return "adc";
    }

    @Override
    public void decode(ByteBuffer source, ByteBuffer target) throws BlockException {
        var out = new Window(name(), target);
        while (!out.isFull()) {
            int code = next(source, out);
            if ((code & PLAIN) != 0) {
                out.literals(source, (code & 0x7F) + 1);
            } else if ((code & FAR) != 0) {
                int distance = next(source, out) << 8 | next(source, out);
                out.repeat(distance + 1, (code & 0x3F) + 4);
            } else {
                int distance = (code & 3) << 8 | next(source, out);
                out.repeat(distance + 1, (code >> 2) + 3);
            }
        }
    }

    private static int next(ByteBuffer source, Window out) throws BlockException {
        if (!source.hasRemaining()) {
            throw out.tooShort();
        }
        return source.get() & 0xFF;
    }
}
