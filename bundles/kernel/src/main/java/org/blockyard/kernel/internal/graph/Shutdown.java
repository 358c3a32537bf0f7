package org.blockyard.kernel.internal.graph;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import org.blockyard.kernel.internal.node.Drain;
import org.blockyard.kernel.internal.node.Node;

/**
 * The end of all nodes: requests are refused, those in flight awaited, then each node is flushed
 * and closed, parents first.
 */
final class Shutdown {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Graph graph;
    private final NodeLife life;

    Shutdown(Graph graph) {
        this.graph = graph;
        this.life = new NodeLife(graph);
    }

    void run() {
        var order = PermissionTransaction.parentsFirst(graph.table.all());
        try (var drain = Drain.begin(order, PATIENCE, Thread.currentThread())) {
            close(order);
        } catch (IOException e) {
            Graph.LOG.log(Level.ERROR, "not all requests ended: " + e.getMessage());
            close(order);
        }
    }

    private void close(java.util.List<Node> order) {
        for (var node : order) {
            for (var hold : new ArrayList<>(node.holds())) {
                graph.detach(hold);
            }
            life.discard(node);
        }
    }
}
