package org.blockyard.kernel.internal.path;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.blockyard.io.DataChannel;
import org.blockyard.io.MappedRead;
import org.blockyard.io.SendableRead;
import org.jspecify.annotations.Nullable;

/**
 * Lends memory and ranges of files: the request stays in flight until they come back. Where mapped
 * bytes lie writes to them wait; for those that the system sends itself they need not, for what it
 * has not yet copied it takes as it is then, at whatever time it comes to it.
 */
final class Leases {
    private Leases() {}

    static Optional<MappedRead> lend(
            NodeGate gate,
            OpenDevice open,
            DataChannel channel,
            long offset,
            int length,
            MapShare share)
            throws IOException {
        SerialisedRanges.@Nullable Range range = null;
        if (open.policy.protocol()) {
            var kept = open.ranges.tryEnter(offset, offset + length, SerialisedRanges.Use.LEASE);
            if (kept.isEmpty()) {
                return Optional.empty();
            }
            range = kept.get();
        }
        Optional<MappedRead> mapped = Optional.empty();
        try {
            mapped = share.map(channel, offset, length);
        } finally {
            if (mapped.isEmpty() && range != null) {
                open.ranges.exit(range);
            }
        }
        if (mapped.isEmpty()) {
            return Optional.empty();
        }
        int lent = mapped.get().bytes().remaining();
        if (range != null && lent < length) {
            open.ranges.cut(range, offset + lent);
        }
        gate.lease();
        return Optional.of(new Lease(gate, open, mapped.get(), range));
    }

    static Optional<SendableRead> sendable(
            NodeGate gate, DataChannel channel, long offset, int length) throws IOException {
        var lent = channel.trySendable(offset, length);
        if (lent.isEmpty()) {
            return lent;
        }
        gate.lease();
        return Optional.of(new Sendable(gate, lent.get()));
    }

    private static final class Lease implements MappedRead {
        private final NodeGate gate;
        private final OpenDevice open;
        private final MappedRead inner;
        private final SerialisedRanges.@Nullable Range range;
        private final AtomicBoolean closed = new AtomicBoolean();

        Lease(
                NodeGate gate,
                OpenDevice open,
                MappedRead inner,
                SerialisedRanges.@Nullable Range range) {
            this.gate = gate;
            this.open = open;
            this.inner = inner;
            this.range = range;
        }

        @Override
        public ByteBuffer bytes() {
            return inner.bytes();
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                try {
                    inner.close();
                } finally {
                    if (range != null) {
                        open.ranges.exit(range);
                    }
                    gate.leaveLease();
                }
            }
        }
    }

    private static final class Sendable implements SendableRead {
        private final NodeGate gate;
        private final SendableRead inner;
        private final AtomicBoolean closed = new AtomicBoolean();

        Sendable(NodeGate gate, SendableRead inner) {
            this.gate = gate;
            this.inner = inner;
        }

        @Override
        public int length() {
            return inner.length();
        }

        @Override
        public int send(int from, WritableByteChannel channel) throws IOException {
            return inner.send(from, channel);
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                try {
                    inner.close();
                } finally {
                    gate.leaveLease();
                }
            }
        }
    }
}
