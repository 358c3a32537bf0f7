package org.blockyard.kernel.internal.graph;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.node.Hold;
import org.blockyard.kernel.internal.node.Node;

/**
 * Makes nodes active or inactive by opening them again, all concerned or none. A node becomes
 * active with all below it, and inactive with those below it that no active node uses.
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
        var affected = new ArrayList<Node>();
        for (var node : PermissionTransaction.parentsFirst(starts)) {
            if (GraphKernel.open(node) && node.options().active() != active) {
                boolean used = !active && node.holds().stream().anyMatch(h -> uses(h, affected));
                if (used && starts.contains(node)) {
                    throw refusal("Node has active parent node");
                } else if (!used) {
                    affected.add(node);
                }
            }
        }
        if (!active) {
            requireReaders(affected, nodeName.isPresent() ? "node" : "all nodes");
        }
        reopen(affected, active);
    }

    /** Whether a hold is an active parent's that stays active. */
    private static boolean uses(Hold hold, List<Node> affected) {
        return hold.parent()
                .filter(parent -> parent.options().active() && !affected.contains(parent))
                .isPresent();
    }

    private static void requireReaders(List<Node> nodes, String which) throws BlockException {
        for (var node : nodes) {
            for (var hold : node.holds()) {
                if (hold.parent().isEmpty() && PermissionTransaction.changes(hold.wanted())) {
                    throw refusal("Failed to inactivate " + which + ": Operation not permitted")
                            .hint("It is written by " + hold)
                            .inNode(node.name());
                }
            }
        }
    }

    private static BlockException refusal(String sentence) {
        return new BlockException(ErrorKind.BUSY, sentence);
    }

    private void reopen(List<Node> nodes, boolean active) throws IOException {
        var definitions = new LinkedHashMap<Node, Map<String, Object>>();
        for (var node : nodes) {
            Map<String, Object> definition = new LinkedHashMap<>(node.definition());
            definition.put("active", active);
            definitions.put(node, definition);
        }
        if (!definitions.isEmpty()) {
            new ChangeTransaction(graph).runReopen(definitions);
        }
    }
}
