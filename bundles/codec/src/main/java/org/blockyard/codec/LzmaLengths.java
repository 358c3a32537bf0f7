package org.blockyard.codec;

import org.blockyard.io.BlockException;

/** How long repeats are: short ones, by where they begin, middle ones and long ones. */
final class LzmaLengths {
    private static final int SHORTEST = 2;
    private static final int FEW_BITS = 3;
    private static final int MANY_BITS = 8;

    private final short[] choices = RangeDecoder.probabilities(2);
    private final short[] few = RangeDecoder.probabilities(16 << FEW_BITS);
    private final short[] more = RangeDecoder.probabilities(16 << FEW_BITS);
    private final short[] many = RangeDecoder.probabilities(1 << MANY_BITS);

    /** A length; what is before depends on the lowest bits of the place. */
    int next(RangeDecoder in, int place) throws BlockException {
        if (in.bit(choices, 0) == 0) {
            return SHORTEST + in.tree(few, place << FEW_BITS, FEW_BITS);
        }
        if (in.bit(choices, 1) == 0) {
            return SHORTEST + (1 << FEW_BITS) + in.tree(more, place << FEW_BITS, FEW_BITS);
        }
        return SHORTEST + (2 << FEW_BITS) + in.tree(many, 0, MANY_BITS);
    }
}
