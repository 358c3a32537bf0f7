package org.blockyard.cli;

import org.blockyard.graph.BlockNode;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The lengths that the tools take: an image with a format of its own has whole sectors, a raw one
 * is as long as it is asked to be, rounded up.
 */
public final class WholeSectors {
    private static final int SECTOR = 512;

    private WholeSectors() {}

    /** Refuses a length that the node can't have. */
    public static void require(BlockNode node, long length) throws BlockException {
        boolean plain = node.driver().equals("raw") || node.driver().equals("file");
        if (!plain && length % SECTOR != 0) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, "The new size must be a multiple of " + SECTOR);
        }
    }
}
