package org.blockyard.kernel.internal.graph;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.kernel.internal.node.Node;

/**
 * Makes nodes active or inactive by opening them again: inactive from the top, active from the
 * bottom.
 */
final class Activation {
    private final Graph graph;

    Activation(Graph graph) {
        this.graph = graph;
    }

    void set(Optional<String> nodeName, boolean active) throws IOException {
        var starts =
                nodeName.isPresent()
                        ? List.of(graph.table.require(nodeName.get()))
                        : graph.table.all();
        var order = new ArrayList<>(PermissionTransaction.parentsFirst(starts));
        for (var node : active ? order.reversed() : order) {
            if (GraphKernel.open(node) && node.options().active() != active) {
                reopen(node, active);
            }
        }
    }

    private void reopen(Node node, boolean active) throws IOException {
        Map<String, Object> definition = new LinkedHashMap<>(node.definition());
        definition.put("active", active);
        var transaction = new ChangeTransaction(graph);
        transaction.runReopen(node, definition);
    }
}
