package org.blockyard.kernel.internal.graph;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.blockyard.driver.DriverKind;
import org.blockyard.graph.DriverInfo;
import org.blockyard.kernel.internal.driver.DriverCalls;
import org.blockyard.kernel.internal.node.Node;
import org.blockyard.kernel.internal.path.Failures;

/**
 * The opening of a node that is declared, or whose driver was away, by a driver that came. It must
 * serve the same disk as the one before, and a driver that hangs keeps the graph for a limited time
 * only. Used with changes locked.
 */
final class Comeback {
    private final Graph graph;
    private final Node node;
    private final DriverInfo driver;
    private final Optional<Departure> before;

    Comeback(Graph graph, Node node, DriverInfo driver, Optional<Departure> before) {
        this.graph = graph;
        this.node = node;
        this.driver = driver;
        this.before = before;
    }

    /**
     * Opens the node.
     *
     * @return whether the new instance took over what the one before left
     */
    boolean open() throws IOException {
        var definition = node.opening();
        node.redefine(definition);
        long length = node.knownLength();
        var session = new OpenSession(graph, definition.mode(), false, false);
        var attempt =
                new OpenAttempt(
                        session,
                        node,
                        driver,
                        new Reuse(List.copyOf(node.childHolds())),
                        before.flatMap(Departure::state));
        try (var calls = new DriverCalls(node.name() + "/open")) {
            try {
                calls.run("open", graph.patience, () -> open(attempt));
                attempt.commit();
            } catch (Throwable t) {
                var failure = Failures.of(node.name(), "open", t);
                attempt.giveUp(calls, graph.patience);
                throw failure;
            }
        }
        graph.parts.publisher().opened(node);
        if (node.length() != length) {
            node.lengthChanged();
        }
        return attempt.tookOver();
    }

    private void open(OpenAttempt attempt) throws IOException {
        // what a protocol leads to may be changed by others while nobody has it open here
        boolean closely = driver.kind() != DriverKind.PROTOCOL;
        attempt.open(
                device -> {
                    if (before.isPresent()) {
                        before.get().inspect(device, closely, graph.parts.buffers());
                    }
                });
    }
}
