package org.blockyard.img.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.graph.Lane;
import org.blockyard.io.DataChannel;
import org.blockyard.io.Extent;

/**
 * A disk with all that lies below it as one layer: data where some layer has them, zeroes
 * elsewhere. For reading only.
 */
record ChainView(Lane lane) implements DataChannel {
    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        lane.read(offset, target);
    }

    @Override
    public Extent status(long offset, long length) throws IOException {
        var found = lane.chainStatus(offset, length, Optional.empty());
        return found.data() && !found.zero()
                ? Extent.data(found.length())
                : Extent.zero(found.length());
    }
}
