package org.blockyard.kernel.internal.graph;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.driver.BitmapKeeping;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.HandOverState;
import org.blockyard.driver.OpenContext;
import org.blockyard.graph.DriverInfo;
import org.blockyard.graph.NodeState;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.bitmap.NodeAccess;
import org.blockyard.kernel.internal.driver.DriverCalls;
import org.blockyard.kernel.internal.node.ChildHandle;
import org.blockyard.kernel.internal.node.Fence;
import org.blockyard.kernel.internal.node.Incarnation;
import org.blockyard.kernel.internal.node.InstanceScope;
import org.blockyard.kernel.internal.node.Node;
import org.blockyard.kernel.internal.path.OpenDevice;
import org.blockyard.option.ReadMode;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to give a node a driver instance: open, then either commit or give up. Opening may be
 * done by another thread and be given up while that thread is still in the driver; what the driver
 * does from then on changes nothing. No request passes before the commit.
 */
final class OpenAttempt {
    /** How long tasks of an instance may take to end while requests wait. */
    static final Duration TASKS_END = Duration.ofMillis(200);

    private final Graph graph;
    private final OpenSession session;
    private final Node node;
    private final DriverInfo driver;
    private final Reuse reuse;
    private final InstanceScope scope;
    private final NodeOpening opening;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean givenUp;
    private @Nullable BlockDevice device;
    private @Nullable Incarnation instance;

    OpenAttempt(
            OpenSession session,
            Node node,
            DriverInfo driver,
            Reuse reuse,
            Optional<HandOverState> handedOver) {
        this.graph = session.graph;
        this.session = session;
        this.node = node;
        this.driver = driver;
        this.reuse = reuse;
        this.scope = new InstanceScope(node.name());
        this.opening = new NodeOpening(session, node, reuse, scope, handedOver);
    }

    /** Looks at a device before it may serve the node; throws if it must not. */
    @FunctionalInterface
    interface Inspection {
        void inspect(BlockDevice device) throws IOException;
    }

    /** Opens the device and settles permissions. */
    void open() throws IOException {
        install(openDevice());
    }

    /** Opens the device, inspects it and settles permissions. */
    void open(Inspection inspection) throws IOException {
        var opened = openDevice();
        inspection.inspect(opened);
        install(opened);
    }

    private BlockDevice openDevice() throws IOException {
        var opened = openDevice(driver.driver(), opening);
        opening.over();
        keep(opened);
        if (opened.length() < 0) {
            throw new BlockException(
                    ErrorKind.INVALID_FORMAT, "the driver tells a negative length");
        }
        return opened;
    }

    private void install(BlockDevice opened) throws IOException {
        var handles = opening.handles();
        var open =
                new OpenDevice(
                        opened,
                        Policies.of(node, driver.kind()),
                        new HandleLinks(node, handles),
                        graph.parts.buffers(),
                        session.guard(node));
        install(new Incarnation(open, driver, scope, handles));
        graph.refresh(List.of(node));
        takeBitmaps(open);
    }

    private void takeBitmaps(OpenDevice open) throws IOException {
        var policy = open.policy();
        var access =
                policy.inactive() || session.metadataOnly
                        ? NodeAccess.NONE
                        : policy.readOnly() ? NodeAccess.READ : NodeAccess.WRITE;
        var keeping =
                open.device() instanceof BitmapKeeping device
                        ? Optional.of(device)
                        : Optional.<BitmapKeeping>empty();
        node.dirtyBitmaps().arrived(keeping, access);
    }

    private <O extends Record> BlockDevice openDevice(BlockDriver<O> from, OpenContext context)
            throws IOException {
        ReadMode mode = session.mode;
        return from.open(from.options().read(node.opening().special(), mode), context);
    }

    private void keep(BlockDevice opened) throws BlockException {
        lock.lock();
        try {
            if (!givenUp) {
                device = opened;
                return;
            }
        } finally {
            lock.unlock();
        }
        NodeLife.closeDevice(node, opened);
        throw new BlockException(ErrorKind.TIMEOUT, "the driver opened too late");
    }

    private void install(Incarnation opened) throws BlockException {
        lock.lock();
        try {
            if (givenUp) {
                throw new BlockException(ErrorKind.TIMEOUT, "the driver opened too late");
            }
            if (node.state() == NodeState.CLOSED) {
                throw new BlockException(
                        ErrorKind.GONE, "node '" + node.name() + "' was closed meanwhile");
            }
            instance = opened;
            node.incarnation(opened);
        } finally {
            lock.unlock();
        }
    }

    /** Lets requests pass; edges that the driver did not ask for go. */
    void commit() {
        for (var edge : reuse.leftOver()) {
            session.release(edge);
        }
        serve();
    }

    /** Lets requests pass; edges that the driver did not ask for stay for a way back. */
    void serve() {
        node.gate().accept();
        node.state(node.options().active() ? NodeState.ACTIVE : NodeState.INACTIVE, "");
    }

    /** Whether the driver looked at what the instance before left. */
    boolean tookOver() {
        return opening.tookOver();
    }

    /** Takes everything back, on this thread. */
    void giveUp() {
        detach().ifPresent(opened -> NodeLife.closeDevice(node, opened));
        scope.end();
        opening.handles().forEach(ChildHandle::revoke);
        opening.undo();
    }

    /**
     * Takes everything back where the driver may hang, or still be in {@link #open} on a thread
     * that was given up.
     */
    void giveUp(DriverCalls calls, Duration limit) {
        var opened = detach();
        try {
            if (opened.isPresent()) {
                calls.run("close", limit, () -> NodeLife.closeDevice(node, opened.get()));
            }
            Fence.close(opening.handles(), limit);
        } catch (IOException e) {
            Graph.LOG.log(Level.ERROR, "node '" + node.name() + "': " + e.getMessage());
        }
        opening.handles().forEach(ChildHandle::revoke);
        try {
            calls.run("the end of its tasks", limit, () -> scope.end(TASKS_END));
        } catch (IOException e) {
            Graph.LOG.log(Level.ERROR, "node '" + node.name() + "': " + e.getMessage());
        }
        opening.undo();
        session.abort();
    }

    private Optional<BlockDevice> detach() {
        Optional<BlockDevice> opened;
        lock.lock();
        try {
            givenUp = true;
            opened = Optional.ofNullable(device);
            device = null;
            if (instance != null) {
                node.incarnation(null);
            }
        } finally {
            lock.unlock();
        }
        opening.over();
        return opened;
    }
}
