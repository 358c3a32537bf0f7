package org.blockyard.kernel.internal.path;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.blockyard.driver.AbilityUse;
import org.blockyard.graph.NodeOptions.DetectZeroes;
import org.blockyard.io.BlockException;
import org.blockyard.io.DataChannel;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;
import org.jspecify.annotations.Nullable;

/**
 * The way of requests through one node. Callers have passed the {@link #gate} when they call; each
 * method leaves it. Bounds, then what the options say, then alignment, then the driver; counters
 * and the translation of failures around it all.
 */
public final class RequestPath {
    /** How long a request may be in the way of what waits for it. */
    private static final Duration SETTLE_WAIT = Duration.ofSeconds(30);

    private final String node;
    private final NodeGate gate;
    private final PathCounters counters;
    private final Lending lending;
    private final Copying copying;
    private final StatusRequests statuses;
    private volatile @Nullable OpenDevice current;
    private int watchers;
    private final WriteObservers observers = new WriteObservers();

    /** The path of a node. */
    public RequestPath(String node, NodeGate gate, PathCounters counters) {
        this.node = node;
        this.gate = gate;
        this.counters = counters;
        this.lending = new Lending(this, node, gate, counters.reads);
        this.copying = new Copying(this, node, gate, counters);
        this.statuses = new StatusRequests(this, node, gate);
    }

    /** A path that leads nowhere: each request fails, saying so. */
    public static RequestPath gone(String node, String sentence) {
        return new RequestPath(
                node, NodeGate.refusing(ErrorKind.GONE, sentence), new PathCounters());
    }

    /** The gate before it. */
    public NodeGate gate() {
        return gate;
    }

    /** What is counted on it. */
    public PathCounters counters() {
        return counters;
    }

    /** The device behind it, if it is open. */
    public Optional<OpenDevice> current() {
        return Optional.ofNullable(current);
    }

    /** Puts a device behind it, or takes it away; with nothing in flight. */
    public void current(@Nullable OpenDevice next) {
        if (next != null && watchers > 0) {
            next.ranges.watch();
        }
        current = next;
    }

    /** Has all writes keep their ranges, for {@link Copying#copyUp}; with no write in flight. */
    public void watchWrites() {
        if (watchers++ == 0 && current != null) {
            current.ranges.watch();
        }
    }

    /** Takes one {@link #watchWrites} back; with no write in flight. */
    public void unwatchWrites() {
        if (--watchers == 0 && current != null) {
            current.ranges.unwatch();
        }
    }

    /** Lends of it. */
    Lending lending() {
        return lending;
    }

    /** Copies to it. */
    Copying copying() {
        return copying;
    }

    /** Tells what it holds. */
    StatusRequests statuses() {
        return statuses;
    }

    /** What looks at writes. */
    public WriteObservers observers() {
        return observers;
    }

    /** Tells what looks at writes that a range may have changed. */
    void mark(long offset, long length, RequestFlags flags) {
        if (!flags.has(RequestFlags.UNCHANGED)) {
            observers.written(offset, length);
        }
    }

    OpenDevice open() throws BlockException {
        var open = current;
        if (open == null) {
            throw new BlockException(ErrorKind.GONE, "the node is not open");
        }
        return open;
    }

    void read(NodeChannel way, long offset, ByteBuffer target) throws IOException {
        long started = System.nanoTime();
        int length = target.remaining();
        try {
            var open = open();
            open.checkBounds(offset, length);
            AlignedReads.read(open, way.channel(open), offset, target);
            counters.reads.done(length, started);
        } catch (Throwable t) {
            throw counters.reads.failed(Failures.of(node, "read", t).at(offset));
        } finally {
            gate.leave();
        }
    }

    boolean tryRead(NodeChannel way, long offset, ByteBuffer target) throws IOException {
        try {
            var open = current;
            int length = target.remaining();
            if (open == null || !open.takes(offset, length, target)) {
                return false;
            }
            long started = counters.reads.sample();
            if (!way.channel(open).tryRead(offset, target)) {
                return false;
            }
            counters.reads.quick(length, started);
            return true;
        } catch (Throwable t) {
            throw counters.reads.failed(Failures.of(node, "tryRead", t).at(offset));
        } finally {
            gate.leave();
        }
    }

    void write(NodeChannel way, long offset, ByteBuffer source, RequestFlags flags)
            throws IOException {
        long started = System.nanoTime();
        int length = source.remaining();
        try {
            var open = open();
            open.checkBounds(offset, length);
            open.checkWritable();
            var channel = way.channel(open);
            try {
                writeSomehow(open, channel, offset, source, flags);
            } finally {
                mark(offset, length, flags);
            }
            counters.wroteTo(offset + length);
            counters.writes.done(length, started);
        } catch (Throwable t) {
            throw counters.writes.failed(Failures.of(node, "write", t).at(offset));
        } finally {
            gate.leave();
        }
    }

    private static void writeSomehow(
            OpenDevice open,
            DataChannel channel,
            long offset,
            ByteBuffer source,
            RequestFlags flags)
            throws IOException {
        if (flags.has(RequestFlags.COMPRESSED)) {
            CompressedWrites.write(open, channel, offset, source, flags);
        } else if (open.policy.detectZeroes() != DetectZeroes.OFF
                && ZeroDetection.allZero(source)) {
            var more =
                    open.policy.detectZeroes() == DetectZeroes.UNMAP
                            ? RequestFlags.MAY_UNMAP
                            : RequestFlags.NONE;
            ZeroWrites.write(open, channel, offset, source.remaining(), flags.with(more));
            source.position(source.limit());
        } else {
            AlignedWrites.write(open, channel, offset, source, flags);
        }
    }

    boolean tryWrite(NodeChannel way, long offset, ByteBuffer source, RequestFlags flags)
            throws IOException {
        try {
            var open = current;
            int length = source.remaining();
            if (open == null || !open.takes(offset, length, source)) {
                return false;
            }
            long started = counters.writes.sample();
            boolean touched = true; // and if it fails
            try {
                touched = AlignedWrites.tryWrite(open, way.channel(open), offset, source, flags);
            } finally {
                if (touched) {
                    mark(offset, length, flags);
                }
            }
            if (!touched) {
                return false;
            }
            counters.wroteTo(offset + length);
            counters.writes.quick(length, started);
            return true;
        } catch (Throwable t) {
            throw counters.writes.failed(Failures.of(node, "tryWrite", t).at(offset));
        } finally {
            gate.leave();
        }
    }

    boolean writeZeroes(NodeChannel way, long offset, long length, RequestFlags flags)
            throws IOException {
        long started = System.nanoTime();
        try {
            var open = open();
            open.checkBounds(offset, length);
            open.checkWritable();
            var channel = way.channel(open);
            boolean done;
            try {
                done = ZeroWrites.write(open, channel, offset, length, flags);
            } finally {
                mark(offset, length, flags);
            }
            if (!done) {
                return false; // whoever asked for it this way does it in another
            }
            counters.wroteTo(offset + length);
            counters.zeroes.done(length, started);
            return true;
        } catch (Throwable t) {
            throw counters.zeroes.failed(Failures.of(node, "writeZeroes", t).at(offset));
        } finally {
            gate.leave();
        }
    }

    void discard(NodeChannel way, long offset, long length) throws IOException {
        long started = System.nanoTime();
        try {
            var open = open();
            open.checkBounds(offset, length);
            open.checkWritable();
            if (open.policy.discard()) {
                var channel = way.channel(open);
                try {
                    Discards.discard(open, channel, offset, length);
                } finally {
                    mark(offset, length, RequestFlags.NONE);
                }
            }
            counters.discards.done(length, started);
        } catch (Throwable t) {
            throw counters.discards.failed(Failures.of(node, "discard", t).at(offset));
        } finally {
            gate.leave();
        }
    }

    void flush(NodeChannel way) throws IOException {
        long started = System.nanoTime();
        try {
            var open = open();
            Flushes.flush(open, way.channel(open));
            counters.flushes.done(0, started);
        } catch (Throwable t) {
            throw counters.flushes.failed(Failures.of(node, "flush", t));
        } finally {
            gate.leave();
        }
    }

    <T, R> R request(Class<T> ability, AbilityUse<T, R> use) throws IOException {
        try {
            var device = open().device();
            if (!ability.isInstance(device)) {
                throw new BlockException(
                        ErrorKind.UNSUPPORTED,
                        "the node's driver can't do this: it is not " + ability.getSimpleName());
            }
            return use.apply(ability.cast(device));
        } catch (Throwable t) {
            throw Failures.of(node, "use of " + ability.getSimpleName(), t);
        } finally {
            gate.leave();
        }
    }

    /** Returns when all that was in flight has ended; what comes meanwhile waits. */
    void settle() throws IOException {
        gate.hold(null);
        try {
            if (!gate.awaitQuiet(false, SETTLE_WAIT.toNanos())) {
                throw new BlockException(
                                ErrorKind.TIMEOUT,
                                "node '" + node + "' has requests that do not end")
                        .inNode(node);
            }
        } finally {
            gate.release(null);
        }
    }
}
