package org.blockyard.kernel.internal.graph;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.driver.Permission;
import org.blockyard.graph.ChainExtent;
import org.blockyard.graph.ChainTaker;
import org.blockyard.graph.Lane;
import org.blockyard.io.BlockException;
import org.blockyard.io.DataChannel;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Limits;
import org.blockyard.io.RequestFlags;
import org.blockyard.kernel.internal.node.Node;
import org.blockyard.kernel.internal.path.ChainStatus;
import org.blockyard.kernel.internal.path.NodeChannel;
import org.blockyard.kernel.internal.path.OpenDevice;
import org.blockyard.kernel.internal.path.RequestPath;
import org.jspecify.annotations.Nullable;

/**
 * A user's lane: keeps the device's channel for this queue, and gets another from each new device
 * behind the node.
 */
final class NodeLane extends NodeChannel implements Lane {
    private final UserHandle user;
    private final Collection<NodeLane> siblings;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private volatile boolean closed;
    private final ReentrantLock watching = new ReentrantLock();
    private @Nullable Node watched;
    private volatile @Nullable Opened opened;

    private record Opened(OpenDevice device, DataChannel channel) {}

    NodeLane(UserHandle user, Collection<NodeLane> siblings) {
        super(user.target().path());
        this.user = user;
        this.siblings = siblings;
    }

    /** Leads to the node that the user holds now. */
    void follow() {
        lock.lock();
        try {
            if (!closed) {
                lead(user.target().path());
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String nodeName() {
        return user.target().name();
    }

    @Override
    public String fileName() {
        return user.target().fileName();
    }

    @Override
    public long length() {
        return user.target().length();
    }

    @Override
    public Limits limits() {
        return user.target().limits();
    }

    @Override
    protected DataChannel channel(OpenDevice open) throws IOException {
        var now = opened;
        return now != null && now.device() == open ? now.channel() : openChannel(open);
    }

    private DataChannel openChannel(OpenDevice open) throws IOException {
        lock.lock();
        try {
            var now = opened;
            if (now == null || now.device() != open) {
                release();
                now = new Opened(open, open.device().openLane());
                opened = now;
            }
            return now.channel();
        } finally {
            lock.unlock();
        }
    }

    /** Lets the device's channel go; the next request gets one of the device that is there then. */
    void letGo() {
        lock.lock();
        try {
            release();
        } finally {
            lock.unlock();
        }
    }

    private void release() {
        var now = opened;
        opened = null;
        if (now != null
                && now.channel() != now.device().device()
                && now.channel() instanceof AutoCloseable channel) {
            try {
                channel.close();
            } catch (Exception e) {
                Graph.LOG.log(Level.WARNING, "node '" + nodeName() + "': closing a lane failed", e);
            }
        }
    }

    @Override
    protected boolean mayWrite(RequestFlags flags) {
        var wanted = user.hold().wanted();
        return wanted.contains(Permission.WRITE)
                || flags.has(RequestFlags.UNCHANGED) && wanted.contains(Permission.WRITE_UNCHANGED);
    }

    @Override
    protected void beforeWrite(RequestFlags flags, long end) throws BlockException {
        if (!mayWrite(flags)) {
            throw new BlockException(
                            ErrorKind.READ_ONLY,
                            "node '" + nodeName() + "' is not held for writing")
                    .inNode(nodeName());
        }
    }

    @Override
    public ChainExtent chainStatus(long offset, long length, Optional<String> base)
            throws IOException {
        return ChainStatus.at(this, offset, length, base);
    }

    @Override
    public void chainStatus(long offset, long length, Optional<String> base, ChainTaker taker)
            throws IOException {
        if (length > 0) {
            ChainStatus.each(this, offset, length, base, taker);
        }
    }

    @Override
    public Optional<ChainExtent> tryChainStatus(long offset, long length) throws IOException {
        return ChainStatus.tryAt(this, offset, length);
    }

    @Override
    public long copyFrom(Lane source, long from, long to, long length, RequestFlags flags)
            throws IOException {
        return source instanceof NodeLane lane && length > 0
                ? copyAcross(lane, from, to, length, flags)
                : 0;
    }

    @Override
    public long copyUp(long offset, long length) throws IOException {
        watch();
        return copyUpHere(offset, length);
    }

    /** Apart from the lock: it waits for a node's device, and whoever replaces that leads lanes. */
    private void watch() throws IOException {
        watching.lock();
        try {
            if (watched == null && !closed) {
                var node = user.target();
                node.watchWrites(true);
                watched = node;
            }
        } finally {
            watching.unlock();
        }
    }

    private void unwatch() {
        watching.lock();
        try {
            var node = watched;
            watched = null;
            if (node != null) {
                node.watchWrites(false);
            }
        } catch (IOException e) {
            // its writes are slower by a lock from now on, until it is closed
            Graph.LOG.log(Level.WARNING, "node '" + nodeName() + "': " + e.getMessage());
        } finally {
            watching.unlock();
        }
    }

    @Override
    protected void ended() {
        if (closed) {
            lock.lock();
            try {
                idle.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            lead(RequestPath.gone(nodeName(), "the lane to node '" + nodeName() + "' is closed"));
            while (blocking() > 0) {
                idle.awaitUninterruptibly();
            }
            release();
            siblings.remove(this);
        } finally {
            lock.unlock();
        }
        unwatch();
    }
}
