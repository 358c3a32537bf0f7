package org.blockyard.kernel.internal.path;

import java.io.IOException;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.DataChannel;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Extent;

/** The status of one layer at any place, from a device that answers for whole blocks. */
final class LayerStatus {
    private LayerStatus() {}

    static Extent at(OpenDevice open, DataChannel channel, long offset, long length)
            throws IOException {
        if (length == 0) {
            throw new BlockException(ErrorKind.OUT_OF_RANGE, "nothing lies at the end");
        }
        long start = open.blockStart(offset);
        long head = offset - start;
        var extent = channel.status(start, open.blockEnd(offset + length) - start);
        if (extent.length() <= head) {
            throw new BlockException(ErrorKind.IO, "the driver told of less than a block");
        }
        return moved(extent, head).atMost(length);
    }

    private static Extent moved(Extent extent, long head) {
        if (head == 0) {
            return extent;
        }
        Optional<Extent.Location> place =
                extent.location()
                        .map(
                                location ->
                                        new Extent.Location(
                                                location.child(), location.offset() + head));
        return new Extent(extent.length() - head, extent.kind(), extent.compressed(), place);
    }
}
