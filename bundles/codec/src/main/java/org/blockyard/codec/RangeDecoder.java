package org.blockyard.codec;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.blockyard.io.BlockException;

/** Bits out of a range coder's bytes, each with a probability that adapts to what came out. */
final class RangeDecoder {
    private static final int BITS = 11;
    private static final int ADAPTION = 5;
    private static final int SMALL = 1 << 24;
    private static final short EVEN = 1 << BITS - 1;

    private final ByteBuffer source;
    private final Window out;
    private int range = -1;
    private int code;

    /** Bits of a buffer, whose first byte is no part of them. */
    RangeDecoder(ByteBuffer source, Window out) throws BlockException {
        this.source = source;
        this.out = out;
        if (next() != 0) {
            throw out.damaged();
        }
        for (int i = 0; i < Integer.BYTES; i++) {
            code = code << 8 | next();
        }
    }

    /** Probabilities of bits of which nothing is known yet. */
    static short[] probabilities(int count) {
        var probabilities = new short[count];
        Arrays.fill(probabilities, EVEN);
        return probabilities;
    }

    private int next() throws BlockException {
        if (!source.hasRemaining()) {
            throw out.tooShort();
        }
        return source.get() & 0xFF;
    }

    private void normalize() throws BlockException {
        if (Integer.compareUnsigned(range, SMALL) < 0) {
            range <<= 8;
            code = code << 8 | next();
        }
    }

    int bit(short[] probabilities, int which) throws BlockException {
        normalize();
        int probability = probabilities[which];
        int bound = (range >>> BITS) * probability;
        if (Integer.compareUnsigned(code, bound) < 0) {
            range = bound;
            probabilities[which] += (short) ((1 << BITS) - probability >> ADAPTION);
            return 0;
        }
        range -= bound;
        code -= bound;
        probabilities[which] -= (short) (probability >> ADAPTION);
        return 1;
    }

    /** Bits that are as likely 0 as 1. */
    int direct(int count) throws BlockException {
        int value = 0;
        for (int i = 0; i < count; i++) {
            normalize();
            range >>>= 1;
            int bit = Integer.compareUnsigned(code, range) < 0 ? 0 : 1;
            code -= bit * range;
            value = value << 1 | bit;
        }
        return value;
    }

    /** A number, its highest bit first; the probability of a bit depends on those before. */
    int tree(short[] probabilities, int at, int bits) throws BlockException {
        int node = 1;
        while (node < 1 << bits) {
            node = node << 1 | bit(probabilities, at + node);
        }
        return node - (1 << bits);
    }

    /** A number, its lowest bit first. */
    int reverseTree(short[] probabilities, int at, int bits) throws BlockException {
        int node = 1;
        int value = 0;
        for (int i = 0; i < bits; i++) {
            int bit = bit(probabilities, at + node);
            node = node << 1 | bit;
            value |= bit << i;
        }
        return value;
    }
}
