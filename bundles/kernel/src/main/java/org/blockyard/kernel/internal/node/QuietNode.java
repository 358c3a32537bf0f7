package org.blockyard.kernel.internal.node;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.graph.BlockNode;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.bitmap.Stillness;
import org.blockyard.kernel.internal.path.Failures;

/**
 * A node while nothing is in flight on it: one step at a time, requests wait at the node.gate().
 */
final class QuietNode {
    private final Node node;
    private final ReentrantLock control;

    /**
     * The steps of a node.
     *
     * @param control kept by whoever uses or replaces its device beyond the data path
     */
    QuietNode(Node node, ReentrantLock control) {
        this.node = node;
        this.control = control;
    }

    /** Runs something with no write in flight, whether or not it is open. */
    void still(String what, Stillness.Step step) throws IOException {
        var me = Thread.currentThread();
        control.lock();
        node.gate().hold(me);
        try {
            requireQuiet(what, true);
            step.run();
        } catch (Throwable t) {
            throw Failures.of(node.name(), what, t);
        } finally {
            node.gate().release(me);
            control.unlock();
        }
    }

    private void requireQuiet(String what, boolean mapped) throws BlockException {
        if (!node.gate().awaitQuiet(mapped, Node.CONTROL_WAIT.toNanos())) {
            throw new BlockException(
                            ErrorKind.TIMEOUT,
                            "node '"
                                    + node.name()
                                    + "' has requests that do not end: "
                                    + what
                                    + " given up")
                    .inNode(node.name());
        }
    }

    /** Runs something on the open device with no request in flight, kept from being closed. */
    <R> R exclusively(String what, boolean mapped, BlockNode.Use<Incarnation, R> use)
            throws IOException {
        var me = Thread.currentThread();
        control.lock();
        node.gate().hold(me);
        try (var _ = Haste.at(List.of(node))) {
            var open = node.incarnation();
            if (open.isEmpty()) {
                throw new BlockException(ErrorKind.GONE, "node '" + node.name() + "' is not open")
                        .inNode(node.name());
            }
            requireQuiet(what, mapped);
            return use.apply(open.get());
        } catch (Throwable t) {
            throw Failures.of(node.name(), what, t);
        } finally {
            node.gate().release(me);
            control.unlock();
        }
    }
}
