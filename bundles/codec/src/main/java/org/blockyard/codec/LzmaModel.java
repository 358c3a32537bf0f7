package org.blockyard.codec;

import org.blockyard.io.BlockException;

/**
 * LZMA's knowledge of what comes next: probabilities, the last four distances, and what came last.
 * A dictionary is not kept, since all that was given out is in the target.
 */
final class LzmaModel {
    private static final int STATES = 12;

    /** From this state on the last thing was no literal. */
    private static final int AFTER_REPEAT = 7;

    private static final int PLACES = 16;
    private static final int LITERAL = 0x300;
    private static final int SLOT_BITS = 6;
    private static final int LOW_SLOTS = 4;
    private static final int MODELLED_SLOTS = 14;
    private static final int ALIGN_BITS = 4;
    private static final int SHORTEST = 2;

    private final short[] repeats = RangeDecoder.probabilities(STATES * PLACES);
    private final short[] known = RangeDecoder.probabilities(STATES);
    private final short[] notLast = RangeDecoder.probabilities(STATES);
    private final short[] notSecond = RangeDecoder.probabilities(STATES);
    private final short[] notThird = RangeDecoder.probabilities(STATES);
    private final short[] longOnes = RangeDecoder.probabilities(STATES * PLACES);
    private final short[] slots = RangeDecoder.probabilities(LOW_SLOTS << SLOT_BITS);
    private final short[] distances = RangeDecoder.probabilities(128);
    private final short[] aligned = RangeDecoder.probabilities(1 << ALIGN_BITS);
    private final LzmaLengths newLengths = new LzmaLengths();
    private final LzmaLengths knownLengths = new LzmaLengths();
    private final short[] literals;
    private final int[] last = new int[4];
    private final Window out;
    private final int literalBits;
    private final int literalPlaces;
    private final int places;
    private int state;

    /** Nothing is known yet. */
    LzmaModel(Properties properties, Window out) {
        this.out = out;
        this.literalBits = properties.literalBits;
        this.literalPlaces = (1 << properties.literalPlaceBits) - 1;
        this.places = (1 << properties.placeBits) - 1;
        this.literals =
                RangeDecoder.probabilities(
                        LITERAL << properties.literalBits + properties.literalPlaceBits);
    }

    /**
     * How many bits of what surrounds it the probabilities of a thing depend on.
     *
     * @param literalBits of the byte before, for literals
     * @param literalPlaceBits of the place, for literals
     * @param placeBits of the place, for what else there is
     */
    record Properties(int literalBits, int literalPlaceBits, int placeBits) {
        private static final int MOST_LITERAL = 4;

        static Properties of(int packed, Window out) throws BlockException {
            var properties = new Properties(packed % 9, packed / 9 % 5, packed / 45);
            if (properties.placeBits > 4
                    || properties.literalBits + properties.literalPlaceBits > MOST_LITERAL) {
                throw out.damaged();
            }
            return properties;
        }
    }

    /**
     * Gives out bytes until there are so many, or the target is full.
     *
     * @param from where the dictionary begins
     */
    void decode(RangeDecoder in, int from, int count) throws BlockException {
        int end = out.position() + count;
        while (out.position() < end && !out.isFull()) {
            int at = out.position() - from;
            int place = at & places;
            if (in.bit(repeats, state * PLACES + place) == 0) {
                literal(in, at);
                continue;
            }
            int length = in.bit(known, state) == 0 ? newRepeat(in, place) : repeat(in, place);
            if (length > end - out.position()) {
                throw out.damaged();
            }
            out.repeat(last[0] + 1, length);
        }
    }

    private void literal(RangeDecoder in, int at) throws BlockException {
        int before = at == 0 ? 0 : out.back(1);
        int context = (at & literalPlaces) << literalBits | before >> 8 - literalBits;
        int base = LITERAL * context;
        int symbol = 1;
        if (state >= AFTER_REPEAT) {
            // it differs from the byte that would have continued the repeat
            int other = out.back(last[0] + 1);
            int same = 0x100;
            while (symbol < 0x100) {
                other <<= 1;
                int expected = other & same;
                int bit = in.bit(literals, base + same + expected + symbol);
                symbol = symbol << 1 | bit;
                same &= bit == 1 ? expected : ~expected;
            }
        }
        while (symbol < 0x100) {
            symbol = symbol << 1 | in.bit(literals, base + symbol);
        }
        out.put(symbol);
        state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
    }

    private int newRepeat(RangeDecoder in, int place) throws BlockException {
        System.arraycopy(last, 0, last, 1, last.length - 1);
        int length = newLengths.next(in, place);
        last[0] = distance(in, Math.min(length - SHORTEST, LOW_SLOTS - 1));
        state = state < AFTER_REPEAT ? 7 : 10;
        return length;
    }

    private int distance(RangeDecoder in, int lengthClass) throws BlockException {
        int slot = in.tree(slots, lengthClass << SLOT_BITS, SLOT_BITS);
        if (slot < 4) {
            return slot;
        }
        int bits = (slot >> 1) - 1;
        int high = (2 | slot & 1) << bits;
        if (slot < MODELLED_SLOTS) {
            return high + in.reverseTree(distances, high - slot, bits);
        }
        return high
                + (in.direct(bits - ALIGN_BITS) << ALIGN_BITS)
                + in.reverseTree(aligned, 0, ALIGN_BITS);
    }

    /** A repeat at one of the last four distances, which becomes the last. */
    private int repeat(RangeDecoder in, int place) throws BlockException {
        if (in.bit(notLast, state) == 0) {
            if (in.bit(longOnes, state * PLACES + place) == 0) {
                state = state < AFTER_REPEAT ? 9 : 11;
                return 1;
            }
        } else {
            int which = 1;
            if (in.bit(notSecond, state) == 1) {
                which = 2 + in.bit(notThird, state);
            }
            int distance = last[which];
            System.arraycopy(last, 0, last, 1, which);
            last[0] = distance;
        }
        state = state < AFTER_REPEAT ? 8 : 11;
        return knownLengths.next(in, place);
    }
}
