package org.blockyard.kernel.internal.path;

import java.io.IOException;
import java.util.Optional;
import org.blockyard.io.DataChannel;
import org.blockyard.io.LentPlace;
import org.blockyard.io.MappedRead;
import org.blockyard.io.SendableRead;

/**
 * What a node lends of its disk instead of copying it. Callers have passed the node's gate; the
 * request stays in flight until what was lent comes back, and leaves if nothing is lent.
 */
final class Lending {
    private final RequestPath path;
    private final String node;
    private final NodeGate gate;
    private final SampledCounters reads;

    /** For the node with that path, whose reads are counted there. */
    Lending(RequestPath path, String node, NodeGate gate, SampledCounters reads) {
        this.path = path;
        this.node = node;
        this.gate = gate;
        this.reads = reads;
    }

    /** One way of lending. */
    private interface Way<T> {
        Optional<T> lend(OpenDevice open, DataChannel channel) throws IOException;
    }

    /** A place to copy from; may wait for metadata. */
    Optional<LentPlace> lendPlace(NodeChannel way, long offset, long length) throws IOException {
        Optional<LentPlace> lent = Optional.empty();
        try {
            long started = System.nanoTime();
            var open = path.open();
            open.checkBounds(offset, length);
            lent = SystemCopies.lend(gate, way.channel(open), offset, length);
            if (lent.isPresent()) {
                reads.done(lent.get().place().length(), started);
            }
            return lent;
        } catch (Throwable t) {
            throw reads.failed(Failures.of(node, "lendPlace", t).at(offset));
        } finally {
            leaveUnless(lent);
        }
    }

    /** A place to read from, counted when it comes back. */
    Optional<LentPlace> tryLendPlace(NodeChannel way, long offset, int length) throws IOException {
        return atOnce(
                "tryLendPlace",
                way,
                offset,
                length,
                (open, channel) ->
                        channel.tryLendPlace(offset, length)
                                .map(inner -> new ReadLease(gate, reads, inner, length)));
    }

    /** A range for the operating system to send. */
    Optional<SendableRead> trySendable(NodeChannel way, long offset, int length)
            throws IOException {
        return atOnce(
                "trySendable",
                way,
                offset,
                length,
                (open, channel) -> {
                    long started = reads.sample();
                    var lent = Leases.sendable(gate, channel, offset, length);
                    if (lent.isPresent()) {
                        reads.quick(length, started);
                    }
                    return lent;
                });
    }

    /** Mapped memory. */
    Optional<MappedRead> tryMap(NodeChannel way, long offset, int length, MapShare share)
            throws IOException {
        return atOnce(
                "tryMap",
                way,
                offset,
                length,
                (open, channel) -> {
                    long started = reads.sample();
                    var lent = Leases.lend(gate, open, channel, offset, length, share);
                    if (lent.isPresent()) {
                        reads.quick(lent.get().bytes().remaining(), started);
                    }
                    return lent;
                });
    }

    private <T> Optional<T> atOnce(
            String call, NodeChannel way, long offset, int length, Way<T> how) throws IOException {
        Optional<T> lent = Optional.empty();
        try {
            var open = path.current().orElse(null);
            if (open != null
                    && length > 0
                    && offset >= 0
                    && offset <= open.device.length() - length) {
                lent = how.lend(open, way.channel(open));
            }
            return lent;
        } catch (Throwable t) {
            throw reads.failed(Failures.of(node, call, t).at(offset));
        } finally {
            leaveUnless(lent);
        }
    }

    private void leaveUnless(Optional<?> lent) {
        if (lent.isEmpty()) {
            gate.leave();
        }
    }
}
