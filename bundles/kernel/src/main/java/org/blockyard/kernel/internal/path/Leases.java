package org.blockyard.kernel.internal.path;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.blockyard.io.DataChannel;
import org.blockyard.io.MappedRead;
import org.jspecify.annotations.Nullable;

/**
 * Lends mapped memory: the request stays in flight until the memory comes back, and where the bytes
 * lie writes to them wait.
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
}
