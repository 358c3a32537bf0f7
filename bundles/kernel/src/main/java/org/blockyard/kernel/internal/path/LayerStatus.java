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
        var extent = channel.status(start, open.blockEnd(offset + length) - start);
        return within(extent, offset - start, length);
    }

    /** As {@link #at}, if the device knows it at once. */
    static Optional<Extent> tryAt(OpenDevice open, DataChannel channel, long offset, long length)
            throws IOException {
        if (length <= 0 || offset < 0 || offset > open.device.length() - length) {
            return Optional.empty();
        }
        long start = open.blockStart(offset);
        var extent = channel.tryStatus(start, open.blockEnd(offset + length) - start);
        return extent.isEmpty()
                ? extent
                : Optional.of(within(extent.get(), offset - start, length));
    }

    private static Extent within(Extent extent, long head, long length) throws BlockException {
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
