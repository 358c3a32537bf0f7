package org.blockyard.kernel.internal.path;

import java.io.IOException;
import java.util.Optional;
import org.blockyard.graph.ChainExtent;
import org.blockyard.io.Extent;

/**
 * The questions to one node about what it holds. As on the {@link RequestPath}, callers have passed
 * the gate, and each method leaves it.
 */
final class StatusRequests {
    private final RequestPath path;
    private final String node;
    private final NodeGate gate;

    StatusRequests(RequestPath path, String node, NodeGate gate) {
        this.path = path;
        this.node = node;
        this.gate = gate;
    }

    Extent status(NodeChannel way, long offset, long length) throws IOException {
        try {
            var open = path.open();
            open.checkBounds(offset, length);
            return LayerStatus.at(open, way.channel(open), offset, length);
        } catch (Throwable t) {
            throw Failures.of(node, "status", t).at(offset);
        } finally {
            gate.leave();
        }
    }

    ChainExtent chain(NodeChannel way, long offset, long length, int depth, Optional<String> base)
            throws IOException {
        try {
            var open = path.open();
            open.checkBounds(offset, length);
            var extent = LayerStatus.at(open, way.channel(open), offset, length);
            return ChainStatus.follow(open, extent, offset, depth, base, Asking.WAITING)
                    .orElseThrow();
        } catch (Throwable t) {
            throw Failures.of(node, "status", t).at(offset);
        } finally {
            gate.leave();
        }
    }

    Optional<Extent> tryStatus(NodeChannel way, long offset, long length) throws IOException {
        try {
            var open = path.current();
            return open.isEmpty()
                    ? Optional.empty()
                    : LayerStatus.tryAt(open.get(), way.channel(open.get()), offset, length);
        } catch (Throwable t) {
            throw Failures.of(node, "tryStatus", t).at(offset);
        } finally {
            gate.leave();
        }
    }

    Optional<ChainExtent> tryChain(
            NodeChannel way, long offset, long length, int depth, Optional<String> base)
            throws IOException {
        try {
            var open = path.current();
            if (open.isEmpty()) {
                return Optional.empty();
            }
            var extent = LayerStatus.tryAt(open.get(), way.channel(open.get()), offset, length);
            return extent.isEmpty()
                    ? Optional.empty()
                    : ChainStatus.follow(
                            open.get(), extent.get(), offset, depth, base, Asking.AT_ONCE);
        } catch (Throwable t) {
            throw Failures.of(node, "tryStatus", t).at(offset);
        } finally {
            gate.leave();
        }
    }
}
