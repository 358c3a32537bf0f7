package org.blockyard.kernel.internal.path;

import java.io.IOException;
import java.util.Optional;
import org.blockyard.io.FilePlace;
import org.blockyard.io.RequestFlags;

/**
 * The requests of one node whose bytes don't pass through the caller: from another place of a file,
 * from another node, from the layers below. As on the {@link RequestPath}, callers have passed the
 * gate, and each method leaves it.
 */
final class Copying {
    private final RequestPath path;
    private final String node;
    private final NodeGate gate;
    private final PathCounters counters;

    Copying(RequestPath path, String node, NodeGate gate, PathCounters counters) {
        this.path = path;
        this.node = node;
        this.gate = gate;
        this.counters = counters;
    }

    /** Makes this layer hold what its readers get from below; writes are watched. */
    long copyUp(NodeChannel way, long offset, long length) throws IOException {
        long started = System.nanoTime();
        try {
            var open = path.open();
            open.checkBounds(offset, length);
            open.checkWritable();
            var channel = way.channel(open);
            long copied =
                    CopyUp.run(
                            open,
                            channel,
                            (at, count) ->
                                    ChainStatus.follow(
                                                    open,
                                                    LayerStatus.at(open, channel, at, count),
                                                    at,
                                                    0,
                                                    Optional.empty(),
                                                    Asking.WAITING)
                                            .orElseThrow(),
                            offset,
                            length);
            counters.wroteTo(offset + length);
            counters.writes.done(copied, started);
            return copied;
        } catch (Throwable t) {
            throw counters.writes.failed(Failures.of(node, "copyUp", t).at(offset));
        } finally {
            gate.leave();
        }
    }

    boolean copyFrom(NodeChannel way, FilePlace source, long offset, RequestFlags flags)
            throws IOException {
        try {
            return copied(way, source, offset, flags);
        } catch (Throwable t) {
            throw counters.writes.failed(Failures.of(node, "copyFrom", t).at(offset));
        } finally {
            gate.leave();
        }
    }

    /** Copies what another node lends; it is asked when this one holds the request already. */
    long copyAcross(
            NodeChannel way,
            NodeChannel source,
            long from,
            long offset,
            long length,
            RequestFlags flags)
            throws IOException {
        try {
            var lent = source.lendPlace(from, length);
            if (lent.isEmpty()) {
                return 0;
            }
            try (var lease = lent.get()) {
                return copied(way, lease.place(), offset, flags) ? lease.place().length() : 0;
            }
        } catch (Throwable t) {
            throw counters.writes.failed(Failures.of(node, "copyFrom", t).at(offset));
        } finally {
            gate.leave();
        }
    }

    private boolean copied(NodeChannel way, FilePlace source, long offset, RequestFlags flags)
            throws IOException {
        long started = System.nanoTime();
        long length = source.length();
        var open = path.open();
        open.checkBounds(offset, length);
        open.checkWritable();
        var channel = way.channel(open);
        boolean done;
        try {
            done = SystemCopies.copy(open, channel, source, offset, flags);
        } finally {
            path.mark(offset, length, flags);
        }
        if (done) {
            counters.wroteTo(offset + length);
            counters.writes.done(length, started);
        }
        return done;
    }
}
