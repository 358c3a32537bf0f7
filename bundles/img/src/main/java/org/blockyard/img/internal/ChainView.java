package org.blockyard.img.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.io.DataChannel;
import org.blockyard.io.Extent;

/**
 * A disk with all that lies below it as one layer: data where some layer has them, zeroes
 * elsewhere. For reading only.
 */
record ChainView(ShownChain chain) implements DataChannel {
    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        chain.lane().read(offset, target);
    }

    /** New disks are made of whole sectors; where the one that is measured ends before, zeroes. */
    @Override
    public Extent status(long offset, long length) throws IOException {
        long left = chain.lane().length() - offset;
        if (left <= 0) {
            return Extent.zero(length);
        }
        var found = chain.at(offset, Math.min(length, left));
        return found.data() && !found.zero()
                ? Extent.data(found.length())
                : Extent.zero(found.length());
    }
}
