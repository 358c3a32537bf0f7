package org.blockyard.kernel.internal.graph;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.blockyard.driver.BlockDevice;
import org.blockyard.graph.DriverInfo;
import org.blockyard.graph.NodeState;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.driver.DriverCalls;
import org.blockyard.kernel.internal.node.ChildHandle;
import org.blockyard.kernel.internal.node.Fence;
import org.blockyard.kernel.internal.node.Hold;
import org.blockyard.kernel.internal.node.Incarnation;
import org.blockyard.kernel.internal.node.Node;
import org.blockyard.kernel.internal.path.Failures;

/** Opens and closes the driver instances of nodes, and ends nodes. Used with changes locked. */
final class NodeLife {
    /** How long a driver that goes may take for its last flush, and again for closing. */
    private static final Duration LEAVE = Duration.ofSeconds(30);

    private final Graph graph;

    NodeLife(Graph graph) {
        this.graph = graph;
    }

    /**
     * Gives a node a driver instance. On failure it has none, the children that it had, and is in
     * the state it was in.
     */
    void open(OpenSession session, Node node, DriverInfo driver, Reuse reuse) throws IOException {
        attempt(session, node, driver, reuse).commit();
        graph.parts.publisher().opened(node);
    }

    /** As {@link #open}, but edges that the driver did not ask for stay for a way back. */
    void reopen(OpenSession session, Node node, DriverInfo driver, Reuse reuse) throws IOException {
        attempt(session, node, driver, reuse).serve();
        graph.parts.publisher().opened(node);
    }

    private OpenAttempt attempt(OpenSession session, Node node, DriverInfo driver, Reuse reuse)
            throws IOException {
        var attempt = new OpenAttempt(session, node, driver, reuse, Optional.empty());
        var limit = session.takeLimit();
        if (limit.isPresent()) {
            open(node, attempt, limit.get());
        } else {
            open(node, attempt);
        }
        return attempt;
    }

    private static void open(Node node, OpenAttempt attempt) throws IOException {
        try {
            attempt.open();
        } catch (Throwable t) {
            attempt.giveUp();
            throw Failures.of(node.name(), "open", t);
        }
    }

    private static void open(Node node, OpenAttempt attempt, Duration limit) throws IOException {
        try (var calls = new DriverCalls(node.name() + "/open")) {
            try {
                calls.run("open", limit, attempt::open);
            } catch (Throwable t) {
                attempt.giveUp(calls, limit);
                throw Failures.of(node.name(), "open", t);
            }
        }
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
                node.dirtyBitmaps().departing();
            }
            graph.parts.publisher().closed(node);
            detach(node);
            closeDevice(node, instance.get().device());
            instance.get().scope().end();
            instance.get().handles().forEach(ChildHandle::revoke);
            node.dirtyBitmaps().departed();
        } finally {
            absent.forEach(child -> child.gate().release(Thread.currentThread()));
            node.control().unlock();
        }
    }

    /**
     * As {@link #shut} where the driver may hang: then it is cut off from its children, and what it
     * does later changes nothing. The node is drained for the thread of the calls.
     *
     * @param last what is done with the flushed instance before it is closed
     */
    void leave(Node node, DriverCalls calls, LastLook last) throws IOException {
        var open = node.incarnation();
        if (open.isEmpty()) {
            return;
        }
        node.control().lock();
        var absent = absentBelow(node);
        var owner = calls.thread();
        absent.forEach(child -> child.gate().hold(owner));
        try {
            calls.run("its last flush", LEAVE, () -> lastWork(node, open.get(), absent, last));
        } catch (IOException | RuntimeException | LinkageError e) {
            logged(node, e);
        }
        try {
            graph.parts.publisher().closed(node);
            close(node, open.get(), calls, LEAVE);
        } finally {
            absent.forEach(child -> child.gate().release(owner));
            node.control().unlock();
        }
    }

    /** What is done with an instance before it goes. */
    @FunctionalInterface
    interface LastLook {
        void at(Incarnation open) throws IOException;
    }

    private static void lastWork(Node node, Incarnation open, List<Node> absent, LastLook last)
            throws IOException {
        if (absent.stream().noneMatch(Node::waits)) {
            flush(node, open, false);
            node.dirtyBitmaps().departing();
        }
        if (absent.isEmpty()) {
            last.at(open);
        }
    }

    /**
     * Closes a flushed instance and cuts it off from its children, within a time. One that hangs or
     * fails is missed by nobody: all is flushed.
     *
     * @throws BlockException if something that it had begun on a child does not end
     */
    void close(Node node, Incarnation open, DriverCalls calls, Duration limit)
            throws BlockException {
        try {
            calls.run(
                    "close",
                    limit,
                    () -> {
                        detach(node);
                        closeDevice(node, open.device());
                        open.scope().end(OpenAttempt.TASKS_END);
                        node.dirtyBitmaps().departed();
                    });
        } catch (IOException e) {
            logged(node, e);
            open.handles().forEach(ChildHandle::revoke);
            endScope(node, open, calls, limit);
        }
        Fence.close(open.handles(), limit);
    }

    private static void endScope(Node node, Incarnation open, DriverCalls calls, Duration limit) {
        try {
            calls.run("the end of its tasks", limit, () -> open.scope().end(OpenAttempt.TASKS_END));
        } catch (IOException e) {
            logged(node, e);
        }
    }

    private static void logged(Node node, Throwable e) {
        Graph.LOG.log(Level.ERROR, "node '" + node.name() + "': " + e.getMessage());
    }

    /**
     * Takes the device from a drained node, and from the lanes of its users what they keep of it,
     * so that nothing asks it any more and nothing keeps its classes.
     */
    void detach(Node node) {
        graph.structure.lock();
        try {
            // whoever settles permissions must not find a device that is being closed
            node.incarnation(null);
        } finally {
            graph.structure.unlock();
        }
        for (var user : graph.users) {
            if (user.target() == node) {
                user.letGo();
            }
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

    static void closeDevice(Node node, BlockDevice device) {
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
        dropUnheld(edge.target());
    }

    /** Ends a node that no command added and nobody holds any more. */
    void dropUnheld(Node node) {
        if (!node.monitorOwned() && node.holds().isEmpty() && node.state() != NodeState.CLOSED) {
            discard(node);
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
