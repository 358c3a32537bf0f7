package org.blockyard.codec;

import java.nio.ByteBuffer;
import org.blockyard.io.BlockException;

/** Bits that are read from the beginning of a piece of memory, the highest of each byte first. */
final class ForwardBits {
    private final ByteBuffer bytes;
    private final Window out;
    private long held;
    private int count;

    ForwardBits(ByteBuffer bytes, Window out) {
        this.bytes = bytes;
        this.out = out;
    }

    /** The next bits, at most 24, as a number. */
    int take(int wanted) throws BlockException {
        while (count < wanted) {
            if (!bytes.hasRemaining()) {
                throw out.tooShort();
            }
            held = held << 8 | bytes.get() & 0xFF;
            count += 8;
        }
        count -= wanted;
        return (int) (held >>> count & (1L << wanted) - 1);
    }

    boolean takeBit() throws BlockException {
        return take(1) != 0;
    }

    void skip(int wanted) throws BlockException {
        for (int left = wanted; left > 0; left -= 8) {
            take(8);
        }
    }

    /** Goes on with the next whole byte. */
    void toByte() {
        count -= count % 8;
    }
}
