package org.blockyard.filter.copy.before.write;

import java.io.IOException;
import org.blockyard.driver.Child;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** The size of the blocks that are copied in one piece. */
final class BlockSize {
    /** Smaller blocks would cost more in requests than they save in bytes. */
    static final long LEAST = 64 << 10;

    /** What one bit can stand for. */
    private static final long MOST = 1L << 31;

    private BlockSize() {}

    /** The size for a target: its cluster, so that none of its clusters is written in parts. */
    static long of(Child target, long wanted) throws IOException {
        if (wanted != 0 && Long.bitCount(wanted) != 1) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, "min-cluster-size needs to be a power of 2");
        }
        if (wanted > MOST) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "min-cluster-size too large: " + wanted + " > " + MOST);
        }
        var told = target.description();
        long cluster = told.isPresent() ? told.get().clusterSize().orElse(1) : 1;
        return Math.max(Math.max(LEAST, wanted), Long.highestOneBit(Math.max(1, cluster)));
    }
}
