package org.blockyard.kernel.internal.graph;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.blockyard.io.BlockException;
import org.blockyard.kernel.internal.node.Hold;
import org.blockyard.kernel.internal.node.Node;
import org.blockyard.kernel.internal.node.NodeDefinition;

/**
 * Leads the holders of one node to another, but for those that lie below the other themselves, and
 * for jobs. Both are drained.
 */
final class Replacement {
    private final Graph graph;
    private final Node before;
    private final Node after;
    private final List<Hold> moved = new ArrayList<>();
    private final SequencedMap<Hold, NodeDefinition> definitions = new LinkedHashMap<>();

    Replacement(Graph graph, Node before, Node after) {
        this.graph = graph;
        this.before = before;
        this.after = after;
    }

    /** Moves the holders, or none if permissions conflict. */
    void run() throws BlockException {
        graph.structure.lock();
        try {
            var below = new HashSet<>(PermissionTransaction.parentsFirst(List.of(after)));
            for (var hold : before.holds()) {
                boolean stays = hold.parent().map(below::contains).orElse(hold.stays());
                if (!stays && before != after) {
                    hold.requireMovable();
                    moved.add(hold);
                }
            }
            move(before, after);
            try {
                settle();
            } catch (Throwable t) {
                move(after, before);
                settle();
                throw t;
            }
            moved.forEach(this::follow);
            moved.forEach(this::rename);
        } finally {
            graph.structure.unlock();
        }
        graph.lengthChanged(after);
    }

    /** Moves them back. */
    void undo() throws BlockException {
        graph.structure.lock();
        try {
            move(after, before);
            settle();
            moved.forEach(this::follow);
            definitions
                    .reversed()
                    .forEach((hold, old) -> hold.parent().ifPresent(p -> p.rewrite(old)));
        } finally {
            graph.structure.unlock();
        }
    }

    private void move(Node from, Node to) {
        for (var hold : moved) {
            from.holds().remove(hold);
            hold.target(to);
            to.holds().add(hold);
        }
    }

    /** Permissions follow from all holders of both nodes and from the parents moved. */
    private void settle() throws BlockException {
        var starts = new ArrayList<Node>(List.of(before, after));
        moved.forEach(hold -> hold.parent().ifPresent(starts::add));
        new PermissionTransaction(graph.permissions).run(starts);
    }

    /** So that a parent that is opened again, by whomever, comes to the same child. */
    private void rename(Hold hold) {
        if (hold.parent().isPresent()) {
            var parent = hold.parent().get();
            definitions.put(hold, parent.opening());
            parent.rewrite(Definitions.leading(parent.opening(), hold.as(), after.name()));
        }
    }

    private void follow(Hold hold) {
        hold.parent()
                .flatMap(Node::incarnation)
                .ifPresent(
                        open ->
                                open.handles().stream()
                                        .filter(handle -> handle.hold() == hold)
                                        .forEach(handle -> handle.follow()));
        graph.users.stream().filter(user -> user.hold() == hold).forEach(UserHandle::follow);
    }
}
