package org.blockyard.kernel.internal.node;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.blockyard.driver.Delaying;

/**
 * A time in which devices keep no request back, at these nodes and at all below: whoever waits for
 * the requests in flight begins it first, or it would wait as long as the requests were meant to.
 */
final class Haste implements AutoCloseable {
    private final List<Delaying> hurried = new ArrayList<>();

    private Haste() {}

    /** Begins it. */
    static Haste at(Collection<Node> nodes) {
        var haste = new Haste();
        Set<Node> seen = new HashSet<>();
        for (var node : nodes) {
            haste.descend(node, seen);
        }
        return haste;
    }

    private void descend(Node node, Set<Node> seen) {
        if (!seen.add(node)) {
            return;
        }
        if (node.incarnation().isPresent()
                && node.incarnation().get().device() instanceof Delaying device) {
            device.hurry();
            hurried.add(device);
        }
        for (var edge : node.childHolds()) {
            descend(edge.target(), seen);
        }
    }

    @Override
    public void close() {
        hurried.forEach(Delaying::relax);
        hurried.clear();
    }
}
