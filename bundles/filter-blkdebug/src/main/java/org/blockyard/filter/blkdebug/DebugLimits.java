package org.blockyard.filter.blkdebug;

import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Limits;

/** The limits that the options ask for, within those of the image. */
final class DebugLimits {
    private final Limits below;
    private final DebugOptions options;
    private final long align;

    private DebugLimits(DebugOptions options, Limits below) throws BlockException {
        this.below = below;
        this.options = options;
        long wanted = options.align().orElse(0L);
        if (wanted < 0 || wanted >= Integer.MAX_VALUE || Long.bitCount(wanted) > 1) {
            throw unmet("align", wanted);
        }
        this.align = Math.max(wanted, below.requestAlignment());
    }

    /** Works them out. */
    static Limits of(DebugOptions options, Limits below) throws BlockException {
        return new DebugLimits(options, below).limits();
    }

    private Limits limits() throws BlockException {
        long transfer = multiple("max-transfer", options.maxTransfer(), align);
        long zero = multiple("opt-write-zero", options.optWriteZero(), align);
        long zeroes = multiple("max-write-zero", options.maxWriteZero(), Math.max(zero, align));
        long discard = multiple("opt-discard", options.optDiscard(), align);
        long discards = multiple("max-discard", options.maxDiscard(), Math.max(discard, align));
        var aligned = below.aligned((int) align, below.memoryAlignment());
        int most = transfer > 0 ? (int) transfer : Math.max(below.maxTransfer(), (int) align);
        return new Limits(
                aligned.requestAlignment(),
                aligned.memoryAlignment(),
                Math.min(aligned.preferredTransfer(), most),
                most,
                grain(zero, below.zeroAlignment()),
                zeroes > 0 ? zeroes : below.maxZeroes(),
                grain(discard, below.discardAlignment()),
                discards > 0 ? discards : below.maxDiscard(),
                below.nativeFua());
    }

    private static long multiple(String name, Optional<Integer> wanted, long of)
            throws BlockException {
        long value = wanted.orElse(0);
        if (value < 0 || value == Integer.MAX_VALUE || value % of != 0) {
            throw unmet(name, value);
        }
        return value;
    }

    /** A grain is a power of two here: the next one. */
    private int grain(long wanted, int belowIt) {
        long least = Math.max(Math.max(wanted, align), belowIt);
        return (int) Math.min(1 << 30, Long.highestOneBit(2 * least - 1));
    }

    private static BlockException unmet(String name, long value) {
        return new BlockException(
                ErrorKind.INVALID_OPTION, "Cannot meet constraints with " + name + " " + value);
    }
}
