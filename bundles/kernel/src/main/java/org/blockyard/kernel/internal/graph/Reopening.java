package org.blockyard.kernel.internal.graph;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.blockyard.graph.DriverInfo;
import org.blockyard.graph.NodeState;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.node.Incarnation;
import org.blockyard.kernel.internal.node.Node;
import org.blockyard.kernel.internal.node.NodeDefinition;

/**
 * Gives a drained node another driver instance: under other options, or after its driver was away.
 * Children stay open over it.
 */
final class Reopening {
    private final Graph graph;
    private final Node node;
    private final NodeLife life;

    Reopening(Graph graph, Node node) {
        this.graph = graph;
        this.node = node;
        this.life = new NodeLife(graph);
    }

    /**
     * Opens the node under another definition; if that fails it is open as before, or, at the
     * worst, failed.
     */
    void run(Map<String, Object> tree) throws IOException {
        var definition = Definitions.read(tree, Definitions.mode(tree), false);
        if (!definition.options().driver().equals(node.driver())) {
            throw new BlockException(ErrorKind.INVALID_OPTION, "Cannot change the option 'driver'");
        }
        run(definition);
    }

    /** As {@link #run(Map)} with a definition that was read. */
    void run(NodeDefinition definition) throws IOException {
        var before = node.opening();
        var driver = driver();
        requireOpenBelow(node);
        life.shut(node, true);
        try {
            open(definition, driver);
        } catch (Throwable t) {
            back(before, driver, t);
            throw t;
        }
    }

    private void back(NodeDefinition before, DriverInfo driver, Throwable cause) {
        try {
            open(before, driver);
        } catch (Throwable again) {
            cause.addSuppressed(again);
            fail(again);
        }
    }

    /**
     * Checks that all below a node can be read, so that opening it does not wait for an absent
     * driver.
     */
    static void requireOpenBelow(Node top) throws BlockException {
        for (var node : PermissionTransaction.parentsFirst(List.of(top))) {
            if (node != top && !GraphKernel.open(node)) {
                throw new BlockException(
                        ErrorKind.BUSY,
                        "Node '"
                                + node.name()
                                + "' can't be used now: it is "
                                + node.state().name().toLowerCase(Locale.ROOT));
            }
        }
    }

    /** Opens the closed node with a driver, without a way back. */
    void open(NodeDefinition definition, DriverInfo driver) throws IOException {
        var session = new OpenSession(graph, definition.mode(), false, false);
        node.redefine(definition);
        long before = node.knownLength();
        try {
            life.open(session, node, driver, new Reuse(List.copyOf(node.childHolds())));
            if (node.length() != before) {
                node.lengthChanged();
            }
        } catch (Throwable t) {
            session.abort();
            throw t;
        }
    }

    /** Marks the node as failed: its requests fail until it is opened again. */
    void fail(Throwable cause) {
        var why = BlockException.of(cause).sentence();
        node.gate().refuse(ErrorKind.IO, "node '" + node.name() + "' failed: " + why);
        node.state(NodeState.FAILED, why);
    }

    /** The version that it has, for a change of options is no change of the driver. */
    private DriverInfo driver() throws BlockException {
        var now = node.incarnation().map(Incarnation::driver);
        if (now.isPresent() && node.pin().filter(p -> !p.equals(now.get().version())).isEmpty()) {
            return now.get();
        }
        return graph.driverFor(node)
                .orElseThrow(
                        () ->
                                new BlockException(
                                        ErrorKind.NOT_FOUND,
                                        "Unknown driver '" + node.driver() + "'"));
    }
}
