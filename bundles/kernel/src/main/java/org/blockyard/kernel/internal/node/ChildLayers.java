package org.blockyard.kernel.internal.node;

import java.io.IOException;
import java.util.Optional;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.Layers;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.path.ChainStatus;

/** The layers below a handle, looked up in the graph as it is when somebody asks. */
final class ChildLayers implements Layers {
    private final ChildHandle top;
    private final Optional<String> bottom;

    ChildLayers(ChildHandle top, Optional<String> bottom) throws BlockException {
        this.top = top;
        this.bottom = bottom;
        base();
    }

    @Override
    public Run at(long offset, long length) throws IOException {
        var found = ChainStatus.at(top, offset, length, base());
        return new Run(found.length(), found.depth(), found.present(), found.zero());
    }

    /** The name of the node below the last layer, if there is one. */
    private Optional<String> base() throws BlockException {
        if (bottom.isEmpty()) {
            return Optional.empty();
        }
        var node = Optional.of(top.hold().target());
        while (node.isPresent() && !node.get().name().equals(bottom.get())) {
            node = next(node.get());
        }
        var last = node.orElseThrow(() -> wrong("not found"));
        if (last.incarnation().stream().anyMatch(open -> isFilter(open))) {
            throw wrong("is a filter");
        }
        return edge(last, ChildRole.COW).map(Node::name);
    }

    private static boolean isFilter(Incarnation open) {
        return open.driver().kind() == DriverKind.FILTER;
    }

    private BlockException wrong(String how) {
        return new BlockException(
                ErrorKind.INVALID_OPTION, "Bottom node '" + bottom.orElse("") + "' " + how);
    }

    private static Optional<Node> next(Node node) {
        return edge(node, ChildRole.FILTERED).or(() -> edge(node, ChildRole.COW));
    }

    private static Optional<Node> edge(Node node, ChildRole role) {
        for (var hold : node.childHolds()) {
            if (!hold.idle() && hold.roles().contains(role)) {
                return Optional.of(hold.target());
            }
        }
        return Optional.empty();
    }
}
