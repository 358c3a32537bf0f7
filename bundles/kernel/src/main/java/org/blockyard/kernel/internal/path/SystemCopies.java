package org.blockyard.kernel.internal.path;

import java.io.IOException;
import java.util.Optional;
import org.blockyard.graph.NodeOptions.DetectZeroes;
import org.blockyard.io.DataChannel;
import org.blockyard.io.FilePlace;
import org.blockyard.io.LentPlace;
import org.blockyard.io.RequestFlags;
import org.blockyard.kernel.internal.path.SerialisedRanges.Use;

/**
 * Writes that the operating system does from a place in a file, where nobody has to see the bytes.
 */
final class SystemCopies {
    private SystemCopies() {}

    /**
     * Lends a place; the request that asked stays in flight until it comes back. Growing need not
     * wait for it, as it need not for mapped memory: it may be what the copy itself asks for.
     */
    static Optional<LentPlace> lend(NodeGate gate, DataChannel channel, long offset, long length)
            throws IOException {
        var lent = channel.lendPlace(offset, length);
        if (lent.isEmpty()) {
            return lent;
        }
        var inner = lent.get();
        var place = inner.place();
        gate.lease();
        return Optional.of(
                LentPlace.of(
                        place.length() > length ? place.part(0, length) : place,
                        () -> {
                            try {
                                inner.close();
                            } finally {
                                gate.leaveLease();
                            }
                        }));
    }

    /** Copies to a place; false if it has to be written. */
    static boolean copy(
            OpenDevice open, DataChannel channel, FilePlace source, long offset, RequestFlags flags)
            throws IOException {
        if (!suits(open, source, offset, flags)) {
            return false;
        }
        boolean done = kept(open, channel, source, offset, Flushes.forDevice(open, flags));
        if (done) {
            Flushes.afterWrite(open, channel, flags);
        }
        return done;
    }

    private static boolean suits(
            OpenDevice open, FilePlace source, long offset, RequestFlags flags) {
        return !flags.has(RequestFlags.COMPRESSED)
                && open.policy.detectZeroes() == DetectZeroes.OFF
                && (open.guard.isEmpty() || offset >= FirstSectorGuard.SECTOR)
                && open.wholeBlocks(offset, source.length());
    }

    /**
     * Copies with the range kept. It does not wait for the range: the same node may have lent the
     * source.
     */
    private static boolean kept(
            OpenDevice open, DataChannel channel, FilePlace source, long offset, RequestFlags flags)
            throws IOException {
        if (open.requestMask == 0 && !open.ranges.asked()) {
            return channel.copyFrom(source, offset, flags);
        }
        var range = open.ranges.tryEnter(offset, offset + source.length(), Use.WRITE);
        if (range.isEmpty()) {
            return false;
        }
        try {
            return channel.copyFrom(source, offset, flags);
        } finally {
            open.ranges.exit(range.get());
        }
    }
}
