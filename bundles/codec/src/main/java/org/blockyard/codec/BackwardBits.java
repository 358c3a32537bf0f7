package org.blockyard.codec;

import java.nio.ByteBuffer;
import org.blockyard.io.BlockException;

/** Bits that are read from the end of a piece of memory to its beginning, the highest first. */
final class BackwardBits {
    private final ByteBuffer bytes;
    private final long start;
    private final Window out;
    private long position;

    /**
     * The bits of the bytes from one place to another.
     *
     * @param spare how many bits of the last byte are not used
     */
    BackwardBits(ByteBuffer bytes, int from, int to, int spare, Window out) {
        this.bytes = bytes;
        this.start = from * 8L;
        this.position = to * 8L - spare;
        this.out = out;
    }

    /** The next bits, at most 31, as a number. */
    int pull(int count) throws BlockException {
        position -= count;
        if (position < start) {
            throw out.tooShort();
        }
        long value = 0;
        int at = (int) (position >> 3);
        int shift = (int) position & 7;
        for (int got = 0; got < shift + count; got += 8) {
            value |= (bytes.get(at++) & 0xFFL) << got;
        }
        return (int) (value >>> shift & (1L << count) - 1);
    }
}
