package org.blockyard.kernel.internal.graph;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockyard.graph.DriverInfo;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.node.Incarnation;
import org.blockyard.kernel.internal.node.Node;

/**
 * Gives drained nodes other driver instances under other options, all of them or none: all are
 * closed, parents first, then opened, children first. Children that are wanted again stay open over
 * it, and those named by name even where they are not, until {@link #commit}. Used with changes
 * locked.
 */
final class Reopening {
    private final Graph graph;
    private final NodeLife life;
    private final Map<Node, ReopenedNode> members = new LinkedHashMap<>();
    private final List<ReopenedNode> order = new ArrayList<>();

    Reopening(Graph graph) {
        this.graph = graph;
        this.life = new NodeLife(graph);
    }

    /**
     * Adds a node, of which nothing is touched yet; of one that is given twice the last counts.
     *
     * @throws BlockException if the definition is wrong
     */
    void add(Node node, Map<String, Object> tree) throws BlockException {
        var definition = Definitions.read(tree, Definitions.mode(tree), false);
        if (!definition.options().driver().equals(node.driver())) {
            throw new BlockException(ErrorKind.INVALID_OPTION, "Cannot change the option 'driver'");
        }
        members.put(node, new ReopenedNode(node, definition, driver(node)));
    }

    /** Opens all again; if one can't be, all are open as before, or, at the worst, failed. */
    void run() throws IOException {
        parentsFirst();
        var opening = childrenFirst();
        for (var member : order) {
            requireReaders(member);
            NodeOpening.requireOpenBelow(member.node());
        }
        try {
            for (var member : order) {
                member.shut(life);
            }
            for (var member : opening) {
                member.open(graph, life);
                member.requireFrozenKept();
            }
        } catch (Throwable t) {
            back(t);
            throw t;
        }
    }

    /** Opens all as they were before. */
    void undo() throws IOException {
        var failure = new IOException("nodes can't be opened as they were");
        back(failure);
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }

    private void back(Throwable cause) {
        for (var member : order) {
            member.shutAgain(life);
        }
        for (var member : order.reversed()) {
            try {
                member.openAsBefore(graph, life);
            } catch (IOException | RuntimeException e) {
                cause.addSuppressed(e);
                member.node().fail(e);
            }
        }
        commit();
    }

    /** Lets children go that no instance wants any more. */
    void commit() {
        members.values().forEach(member -> member.dropUnused(life));
    }

    private void parentsFirst() {
        for (var node : PermissionTransaction.parentsFirst(members.keySet())) {
            var member = members.get(node);
            if (member != null) {
                order.add(member);
            }
        }
    }

    /** By the children that the new definitions name; a circle comes out when it is opened. */
    private List<ReopenedNode> childrenFirst() {
        var opening = new ArrayList<ReopenedNode>();
        for (var member : order.reversed()) {
            enter(member, opening, new ArrayList<>());
        }
        return opening;
    }

    private void enter(ReopenedNode member, List<ReopenedNode> entered, List<ReopenedNode> above) {
        if (entered.contains(member) || above.contains(member)) {
            return;
        }
        above.add(member);
        for (var other : members.values()) {
            if (member.names(other.node())) {
                enter(other, entered, above);
            }
        }
        entered.add(member);
    }

    /** Says who is in the way of a node that is to be read only, before anything is closed. */
    private void requireReaders(ReopenedNode member) throws BlockException {
        var node = member.node();
        if (node.readOnly() || !member.becomesReadOnly()) {
            return;
        }
        for (var hold : node.holds()) {
            boolean reopened = hold.parent().map(members::containsKey).orElse(false);
            if (!reopened && PermissionTransaction.writes(hold.wanted())) {
                throw new BlockException(
                                ErrorKind.READ_ONLY,
                                "Read-only block node '"
                                        + node.name()
                                        + "' cannot support read-write users")
                        .inNode(node.name());
            }
        }
    }

    /** The version that it has, for a change of options is no change of the driver. */
    private DriverInfo driver(Node node) throws BlockException {
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
