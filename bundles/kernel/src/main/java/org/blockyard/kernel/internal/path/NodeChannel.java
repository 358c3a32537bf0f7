package org.blockyard.kernel.internal.path;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.blockyard.driver.AbilityUse;
import org.blockyard.graph.ChainExtent;
import org.blockyard.io.BlockException;
import org.blockyard.io.DataChannel;
import org.blockyard.io.Extent;
import org.blockyard.io.FilePlace;
import org.blockyard.io.LentPlace;
import org.blockyard.io.MappedRead;
import org.blockyard.io.RequestFlags;
import org.blockyard.io.SendableRead;

/**
 * A holder's way to a node's data: passes the gate of the node to which it leads now and goes along
 * its path. It may be led elsewhere while requests wait at the gate; those follow.
 */
public abstract class NodeChannel implements DataChannel {
    private final AtomicInteger blocking = new AtomicInteger();
    private volatile RequestPath path;

    /** A way that leads to a path. */
    protected NodeChannel(RequestPath path) {
        this.path = path;
    }

    /** The path to which it leads now. */
    public final RequestPath path() {
        return path;
    }

    /** Whether it leads to that path. */
    final boolean leadsTo(RequestPath other) {
        return path == other;
    }

    /** Leads elsewhere from now on; no request may be in flight on the old path. */
    public final void lead(RequestPath next) {
        var before = path;
        path = next;
        before.gate().wake();
    }

    /** The channel of the device to use. */
    protected abstract DataChannel channel(OpenDevice open) throws IOException;

    /** Checks that the holder may write so; {@code end} is where the write ends. */
    protected abstract void beforeWrite(RequestFlags flags, long end) throws IOException;

    /** Whether the holder may write so without further ado. */
    protected abstract boolean mayWrite(RequestFlags flags);

    /** The name of the node to which it leads. */
    public abstract String nodeName();

    /** The file name of the node to which it leads. */
    public abstract String fileName();

    /** The length of the disk to which it leads. */
    public abstract long length();

    /** Requests in flight here, or waiting at the gate, but for those that are answered at once. */
    protected final int blocking() {
        return blocking.get();
    }

    /** A request that may have blocked has ended. */
    protected void ended() {}

    private void leave() {
        blocking.decrementAndGet();
        ended();
    }

    private RequestPath enter() throws BlockException {
        while (true) {
            var to = path;
            if (to.gate().enter(this, to)) {
                if (to == path) {
                    return to;
                }
                to.gate().leave();
            }
        }
    }

    private boolean tryEnter(RequestPath to) {
        if (!to.gate().tryEnter()) {
            return false;
        }
        if (to != path) {
            to.gate().leave();
            return false;
        }
        return true;
    }

    @Override
    public final void read(long offset, ByteBuffer target) throws IOException {
        blocking.incrementAndGet();
        try {
            enter().read(this, offset, target);
        } finally {
            leave();
        }
    }

    @Override
    public final void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        beforeWrite(flags, offset + source.remaining());
        blocking.incrementAndGet();
        try {
            enter().write(this, offset, source, flags);
        } finally {
            leave();
        }
    }

    @Override
    public final boolean writeZeroes(long offset, long length, RequestFlags flags)
            throws IOException {
        beforeWrite(flags, offset + length);
        blocking.incrementAndGet();
        try {
            return enter().writeZeroes(this, offset, length, flags);
        } finally {
            leave();
        }
    }

    @Override
    public final void discard(long offset, long length) throws IOException {
        beforeWrite(RequestFlags.NONE, 0);
        blocking.incrementAndGet();
        try {
            enter().discard(this, offset, length);
        } finally {
            leave();
        }
    }

    @Override
    public final void flush() throws IOException {
        blocking.incrementAndGet();
        try {
            enter().flush(this);
        } finally {
            leave();
        }
    }

    @Override
    public final Extent status(long offset, long length) throws IOException {
        blocking.incrementAndGet();
        try {
            return enter().statuses().status(this, offset, length);
        } finally {
            leave();
        }
    }

    /** What a reader of the chain from here on gets. */
    final ChainExtent chain(long offset, long length, int depth, Optional<String> base)
            throws IOException {
        blocking.incrementAndGet();
        try {
            return enter().statuses().chain(this, offset, length, depth, base);
        } finally {
            leave();
        }
    }

    /** As {@link #chain}, if each layer on the way knows its answer at once. */
    final Optional<ChainExtent> tryChain(long offset, long length, int depth, Optional<String> base)
            throws IOException {
        var to = path;
        return tryEnter(to)
                ? to.statuses().tryChain(this, offset, length, depth, base)
                : Optional.empty();
    }

    @Override
    public final Optional<Extent> tryStatus(long offset, long length) throws IOException {
        var to = path;
        return tryEnter(to) ? to.statuses().tryStatus(this, offset, length) : Optional.empty();
    }

    /**
     * Passes the gate only if it is open: whoever copies is in flight on another node already, and
     * waiting here would make each wait for the other if both are drained.
     */
    @Override
    public final Optional<LentPlace> lendPlace(long offset, long length) throws IOException {
        blocking.incrementAndGet();
        try {
            var to = path;
            return tryEnter(to) ? to.lending().lendPlace(this, offset, length) : Optional.empty();
        } finally {
            leave();
        }
    }

    @Override
    public final Optional<LentPlace> tryLendPlace(long offset, int length) throws IOException {
        var to = path;
        return tryEnter(to) ? to.lending().tryLendPlace(this, offset, length) : Optional.empty();
    }

    @Override
    public final boolean copyFrom(FilePlace source, long offset, RequestFlags flags)
            throws IOException {
        beforeWrite(flags, offset + source.length());
        blocking.incrementAndGet();
        try {
            return enter().copying().copyFrom(this, source, offset, flags);
        } finally {
            leave();
        }
    }

    /** Uses an ability of the device as one request. */
    public final <T, R> R request(Class<T> ability, AbilityUse<T, R> use) throws IOException {
        blocking.incrementAndGet();
        try {
            return enter().request(ability, use);
        } finally {
            leave();
        }
    }

    /** Waits for all that is in flight on the node to which it leads now. */
    protected final void settleAll() throws IOException {
        path.settle();
    }

    /** Copies what another way leads to; the count of bytes, 0 if they have to be written. */
    protected final long copyAcross(
            NodeChannel source, long from, long to, long length, RequestFlags flags)
            throws IOException {
        beforeWrite(flags, to + length);
        blocking.incrementAndGet();
        try {
            return enter().copying().copyAcross(this, source, from, to, length, flags);
        } finally {
            leave();
        }
    }

    /** Copies up what the layers below hold of a range; writes are watched. */
    protected final long copyUpHere(long offset, long length) throws IOException {
        beforeWrite(RequestFlags.UNCHANGED, offset + length);
        blocking.incrementAndGet();
        try {
            return enter().copying().copyUp(this, offset, length);
        } finally {
            leave();
        }
    }

    @Override
    public final boolean tryRead(long offset, ByteBuffer target) throws IOException {
        var to = path;
        return tryEnter(to) && to.tryRead(this, offset, target);
    }

    @Override
    public final boolean tryWrite(long offset, ByteBuffer source, RequestFlags flags)
            throws IOException {
        var to = path;
        return mayWrite(flags) && tryEnter(to) && to.tryWrite(this, offset, source, flags);
    }

    @Override
    public final Optional<MappedRead> tryMap(long offset, int length) throws IOException {
        var to = path;
        return tryEnter(to)
                ? to.lending().tryMap(this, offset, length, MapShare.WHOLE)
                : Optional.empty();
    }

    @Override
    public final Optional<MappedRead> tryMapSome(long offset, int length) throws IOException {
        var to = path;
        return tryEnter(to)
                ? to.lending().tryMap(this, offset, length, MapShare.SOME)
                : Optional.empty();
    }

    @Override
    public final Optional<SendableRead> trySendable(long offset, int length) throws IOException {
        var to = path;
        return tryEnter(to) ? to.lending().trySendable(this, offset, length) : Optional.empty();
    }
}
