package org.blockyard.kernel.internal.graph;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.blockyard.driver.Permission;
import org.blockyard.driver.Preallocation;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.BlockUser;
import org.blockyard.graph.Lane;
import org.blockyard.graph.UserRequest;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.node.Hold;
import org.blockyard.kernel.internal.node.Node;

/** A user's hold on a node, and the lanes opened on it. */
final class UserHandle implements BlockUser {
    /** Lengths that operators and users set are whole sectors. */
    private static final long SECTOR = 512;

    private final Graph graph;
    private final Hold hold;
    private final List<NodeLane> lanes = new CopyOnWriteArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile Runnable onResize = () -> {};

    private UserHandle(Graph graph, Hold hold) {
        this.graph = graph;
        this.hold = hold;
    }

    /** Takes hold of a node as a user asks. */
    static UserHandle attach(Graph graph, Node node, UserRequest request) throws BlockException {
        var handle = new UserHandle(graph, Hold.user(request.what(), request.id(), node));
        graph.attach(handle.hold, request.wanted(), request.shared());
        graph.users.add(handle);
        return handle;
    }

    /** A length rounded up to whole sectors. */
    static long sectors(long length) throws BlockException {
        if (length < 0 || length > Long.MAX_VALUE - SECTOR) {
            throw new BlockException(
                    ErrorKind.OUT_OF_RANGE, "a disk can't be " + length + " bytes long");
        }
        return (length + SECTOR - 1) / SECTOR * SECTOR;
    }

    Node target() {
        return hold.target();
    }

    Hold hold() {
        return hold;
    }

    /** Leads its lanes to the node that is held now. */
    void follow() {
        lanes.forEach(NodeLane::follow);
    }

    /** Makes its lanes let the device go that they lead to; none has a request in flight. */
    void letGo() {
        lanes.forEach(NodeLane::letGo);
    }

    @Override
    public BlockNode node() {
        return hold.target();
    }

    @Override
    public Lane openLane() throws IOException {
        requireOpen();
        var lane = new NodeLane(this, lanes);
        lanes.add(lane);
        lane.follow();
        return lane;
    }

    @Override
    public void permissions(Set<Permission> wanted, Set<Permission> shared) throws IOException {
        requireOpen();
        graph.permissions(hold, wanted, shared);
    }

    @Override
    public void resize(long length, Preallocation preallocation, boolean exact) throws IOException {
        requireOpen();
        if (!hold.wanted().contains(Permission.RESIZE)) {
            throw new BlockException(
                    ErrorKind.DENIED,
                    "node '" + target().name() + "' is not held for changing its length");
        }
        target().resizing().resizeTo(sectors(length), preallocation, exact, () -> {});
    }

    @Override
    public void onResize(Runnable listener) {
        onResize = listener;
    }

    void lengthChanged() {
        onResize.run();
    }

    boolean isClosed() {
        return closed.get();
    }

    private void requireOpen() throws BlockException {
        if (closed.get()) {
            throw new BlockException(
                    ErrorKind.GONE, "the hold on node '" + target().name() + "' was given up");
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            lanes.forEach(NodeLane::close);
            graph.users.remove(this);
            graph.detach(hold);
        }
    }
}
