package org.blockyard.kernel.internal.graph;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.blockyard.driver.ChildRole;
import org.blockyard.kernel.internal.node.ChildHandle;
import org.blockyard.kernel.internal.node.Node;
import org.blockyard.kernel.internal.path.Links;
import org.blockyard.kernel.internal.path.NodeChannel;

/**
 * A node's ways down by the handles of its driver instance.
 *
 * @param node the node
 * @param handles the instance's handles
 */
record HandleLinks(Node node, List<ChildHandle> handles) implements Links {
    @Override
    public Optional<NodeChannel> child(String name) {
        return first(handle -> handle.name().equals(name));
    }

    @Override
    public Optional<NodeChannel> backing() {
        return first(handle -> handle.hold().roles().contains(ChildRole.COW));
    }

    private Optional<NodeChannel> first(Predicate<ChildHandle> which) {
        for (var handle : handles) {
            if (which.test(handle)) {
                return Optional.of(handle);
            }
        }
        return Optional.empty();
    }

    @Override
    public String fileName() {
        return node.fileName();
    }
}
