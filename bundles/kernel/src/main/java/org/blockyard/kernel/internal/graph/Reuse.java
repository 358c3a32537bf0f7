package org.blockyard.kernel.internal.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.kernel.internal.node.Hold;
import org.blockyard.kernel.internal.node.Node;

/**
 * Children that are open already and serve a node's next driver instance if it asks for the same.
 */
final class Reuse {
    /** No children. */
    static Reuse nothing() {
        return new Reuse(List.of());
    }

    private final Map<String, Hold> holds = new LinkedHashMap<>();
    private Optional<Opened> opened = Optional.empty();

    /** A child that was opened before its parent, not yet held. */
    record Opened(String name, Map<String, Object> openedAs, Node node) {}

    Reuse(List<Hold> edges) {
        edges.forEach(edge -> holds.put(edge.as(), edge));
    }

    /** One child, opened to see what it is; no definition means that it was named. */
    static Reuse opened(String name, Map<String, Object> openedAs, Node node) {
        var reuse = new Reuse(List.of());
        reuse.opened = Optional.of(new Opened(name, openedAs, node));
        return reuse;
    }

    /** The edge that was kept under a name; it is the caller's now. */
    Optional<Hold> take(String name) {
        return Optional.ofNullable(holds.remove(name));
    }

    /** The node that was opened for a name. */
    Optional<Opened> takeOpened(String name) {
        var found = opened.filter(o -> o.name().equals(name));
        if (found.isPresent()) {
            opened = Optional.empty();
        }
        return found;
    }

    /** Gives back an edge that was taken and does not fit. */
    void refuse(Hold edge) {
        holds.put(edge.as(), edge);
    }

    /** The edges that nobody asked for. */
    List<Hold> leftOver() {
        return List.copyOf(holds.values());
    }
}
