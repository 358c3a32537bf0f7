package org.blockyard.commands.snapshot;

import java.util.List;
import org.blockyard.commands.kit.NodeLookup;
import org.blockyard.driver.Permission;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.DriverInfo;
import org.blockyard.graph.GraphChange;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.platform.Platform;

/** What both ways of putting an overlay above a node have in common. */
final class Overlay {
    private static final String BACKING = "backing";

    private Overlay() {}

    /** Checks that a disk may continue in an overlay. */
    static void requireFree(Platform platform, BlockNode node) throws BlockException {
        NodeLookup.requireNoJob(platform, node);
        for (var holder : node.holders()) {
            if (holder.what().equals("node") && holder.as().equals(BACKING)) {
                throw NodeLookup.busy(
                        node, "node is used as backing hd of '" + holder.name() + "'");
            }
        }
    }

    /** Checks that nobody reads a node yet, and that it can have a backing disk and has none. */
    static void requireUnread(BlockNode overlay, Platform platform) throws BlockException {
        if (overlay.holders().stream()
                .anyMatch(holder -> holder.wanted().contains(Permission.CONSISTENT_READ))) {
            throw refusal(ErrorKind.BUSY, "The overlay is already in use");
        }
        if (overlay.child(BACKING).isPresent()) {
            throw refusal(ErrorKind.INVALID_OPTION, "The overlay already has a backing image");
        }
        requireBacking(platform, overlay.driver());
    }

    /** Checks that nodes of a driver can have a backing disk. */
    static void requireBacking(Platform platform, String driver) throws BlockException {
        var options = platform.graph().driver(driver).map(DriverInfo::driver);
        if (options.isPresent() && options.get().options().field(BACKING).isEmpty()) {
            throw refusal(ErrorKind.UNSUPPORTED, "The overlay does not support backing images");
        }
    }

    /** Who used the node uses the overlay from now on. */
    static List<GraphChange> above(BlockNode node, String overlay, GraphChange overlayOpens) {
        return List.of(overlayOpens, new GraphChange.Replace(node.name(), overlay));
    }

    static BlockException refusal(ErrorKind kind, String sentence) {
        return new BlockException(kind, sentence);
    }
}
