package org.blockyard.kernel.internal.graph;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.OpenContext;
import org.blockyard.graph.DriverInfo;
import org.blockyard.graph.NodeOptions.Discard;
import org.blockyard.graph.NodeState;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.node.ChildHandle;
import org.blockyard.kernel.internal.node.Hold;
import org.blockyard.kernel.internal.node.Incarnation;
import org.blockyard.kernel.internal.node.InstanceScope;
import org.blockyard.kernel.internal.node.Node;
import org.blockyard.kernel.internal.path.DevicePolicy;
import org.blockyard.kernel.internal.path.Failures;
import org.blockyard.kernel.internal.path.Links;
import org.blockyard.kernel.internal.path.NodeChannel;
import org.blockyard.kernel.internal.path.OpenDevice;
import org.blockyard.option.ReadMode;

/** Opens and closes the driver instances of nodes, and ends nodes. Used with changes locked. */
final class NodeLife {
    private final Graph graph;

    NodeLife(Graph graph) {
        this.graph = graph;
    }

    /**
     * Gives a node a driver instance. On failure it has none, holds no child, and is in the state
     * it was in.
     */
    void open(OpenSession session, Node node, DriverInfo driver, Reuse reuse) throws IOException {
        var scope = new InstanceScope(node.name());
        var opening = new NodeOpening(session, node, reuse, scope);
        Optional<BlockDevice> device = Optional.empty();
        try {
            device = Optional.of(openDevice(driver.driver(), node, opening, session.mode));
            opening.over();
            var open =
                    new OpenDevice(
                            device.get(),
                            policy(node, driver),
                            links(node, opening.handles()),
                            graph.parts.buffers(),
                            session.guard(node));
            checkLength(device.get());
            node.incarnation(new Incarnation(open, driver, scope, opening.handles()));
            reuse.leftOver().forEach(this::release);
            graph.refresh(List.of(node));
        } catch (Throwable t) {
            opening.over();
            node.incarnation(null);
            device.ifPresent(d -> closeDevice(node, d));
            scope.end();
            opening.handles().forEach(ChildHandle::revoke);
            opening.handles().forEach(handle -> release(handle.hold()));
            throw Failures.of(node.name(), "open", t);
        }
        node.gate().accept();
        node.state(node.options().active() ? NodeState.ACTIVE : NodeState.INACTIVE, "");
        graph.parts.publisher().opened(node);
    }

    private static <O extends Record> BlockDevice openDevice(
            BlockDriver<O> driver, Node node, OpenContext context, ReadMode mode)
            throws IOException {
        return driver.open(driver.options().read(node.opening().special(), mode), context);
    }

    private static void checkLength(BlockDevice device) throws BlockException {
        if (device.length() < 0) {
            throw new BlockException(
                    ErrorKind.INVALID_FORMAT, "the driver tells a negative length");
        }
    }

    private static DevicePolicy policy(Node node, DriverInfo driver) {
        var options = node.options();
        return new DevicePolicy(
                driver.kind() == DriverKind.PROTOCOL,
                node.readOnly(),
                !options.active(),
                options.discard() == Discard.UNMAP,
                options.cacheNoFlush(),
                options.detectZeroes());
    }

    private static Links links(Node node, List<ChildHandle> handles) {
        return new Links() {
            @Override
            public Optional<NodeChannel> child(String name) {
                return first(handle -> handle.name().equals(name));
            }

            @Override
            public Optional<NodeChannel> backing() {
                return first(
                        handle ->
                                handle.hold().roles().contains(org.blockyard.driver.ChildRole.COW));
            }

            private Optional<NodeChannel> first(java.util.function.Predicate<ChildHandle> which) {
                for (var handle : handles) {
                    if (which.test(handle)) {
                        return Optional.of(handle);
                    }
                }
                return Optional.empty();
            }

            @Override
            public String fileName() {
                return node.fileName();
            }
        };
    }

    /**
     * Ends a node's driver instance: flushes, closes, ends its scope and revokes its handles. Its
     * edges stay. The node is drained.
     *
     * @throws BlockException if the flush failed and {@code mustFlush} was given; the instance goes
     *     on then
     */
    void shut(Node node, boolean mustFlush) throws IOException {
        node.control().lock();
        var absent = absentBelow(node);
        // what the device still writes to a suspended child fails instead of waiting for ever
        absent.forEach(child -> child.gate().hold(Thread.currentThread()));
        try {
            var instance = node.incarnation();
            if (instance.isEmpty()) {
                return;
            }
            // over a child whose requests wait everything was flushed when it went
            if (absent.stream().noneMatch(Node::waits)) {
                flush(node, instance.get(), mustFlush);
            }
            graph.parts.publisher().closed(node);
            closeDevice(node, instance.get().device());
            instance.get().scope().end();
            instance.get().handles().forEach(ChildHandle::revoke);
            node.incarnation(null);
        } finally {
            absent.forEach(child -> child.gate().release(Thread.currentThread()));
            node.control().unlock();
        }
    }

    private static List<Node> absentBelow(Node node) {
        return PermissionTransaction.parentsFirst(List.of(node)).stream()
                .filter(child -> child.state() == NodeState.SUSPENDED)
                .toList();
    }

    /** Flushes an open node; what fails is logged. */
    static void flush(Node node) throws IOException {
        if (node.incarnation().isPresent()) {
            flush(node, node.incarnation().get(), false);
        }
    }

    private static void flush(Node node, Incarnation instance, boolean must) throws IOException {
        var policy = instance.open().policy();
        if (policy.readOnly() || policy.inactive()) {
            return;
        }
        try {
            instance.device().flush();
        } catch (Throwable t) {
            var failure = Failures.of(node.name(), "flush", t);
            if (must) {
                throw failure;
            }
            Graph.LOG.log(
                    Level.ERROR,
                    "node '" + node.name() + "': the last flush failed: " + failure.sentence());
        }
    }

    private static void closeDevice(Node node, BlockDevice device) {
        try {
            device.close();
        } catch (Throwable t) {
            var failure = Failures.of(node.name(), "close", t);
            Graph.LOG.log(
                    Level.ERROR,
                    "node '" + node.name() + "': closing failed: " + failure.sentence());
        }
    }

    /** Lets an edge go, and the child too if nobody holds it any more and no command added it. */
    void release(Hold edge) {
        graph.detach(edge);
        var child = edge.target();
        if (!child.monitorOwned() && child.holds().isEmpty() && child.state() != NodeState.CLOSED) {
            discard(child);
        }
    }

    /** Ends a node that nobody holds, with the children that only it held. What fails is logged. */
    void discard(Node node) {
        if (node.state() == NodeState.CLOSED) {
            return;
        }
        node.gate().refuse(ErrorKind.GONE, "node '" + node.name() + "' is closed");
        node.gate().awaitQuiet(false, Node.CONTROL_WAIT.toNanos());
        try {
            shut(node, false);
        } catch (IOException e) {
            Graph.LOG.log(Level.ERROR, "node '" + node.name() + "': " + e.getMessage());
        }
        graph.table.remove(node);
        node.endSuspension();
        node.state(NodeState.CLOSED, "");
        for (var edge : List.copyOf(node.childHolds())) {
            release(edge);
        }
    }
}
