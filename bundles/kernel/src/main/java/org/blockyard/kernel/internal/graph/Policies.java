package org.blockyard.kernel.internal.graph;

import org.blockyard.driver.DriverKind;
import org.blockyard.graph.NodeOptions.Discard;
import org.blockyard.kernel.internal.node.Node;
import org.blockyard.kernel.internal.path.DevicePolicy;

/** Derives what the data path must know from a node's options. */
final class Policies {
    private Policies() {}

    /** The policy of a node for a driver of that kind. */
    static DevicePolicy of(Node node, DriverKind kind) {
        var options = node.options();
        return new DevicePolicy(
                kind == DriverKind.PROTOCOL,
                node.readOnly(),
                !options.active(),
                options.discard() == Discard.UNMAP,
                options.cacheNoFlush(),
                options.detectZeroes());
    }
}
