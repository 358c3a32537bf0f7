package org.blockyard.commands.snapshot;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockyard.commands.kit.GraphStep;
import org.blockyard.commands.kit.NodeLookup;
import org.blockyard.graph.GraphChange;
import org.blockyard.graph.PreparedChange;
import org.blockyard.monitor.RecordAction;
import org.blockyard.monitor.TransactionContext;
import org.blockyard.monitor.TransactionStep;
import org.blockyard.option.Option;

/** {@code blockdev-snapshot}: a disk goes on in an overlay that is open already. */
final class SnapshotAction extends RecordAction<SnapshotAction.BlockdevSnapshot> {
    record BlockdevSnapshot(
            @Option("node that is written until now") String node,
            @Option("node that is written from now on, without a backing disk") String overlay) {}

    SnapshotAction() {
        super(
                "blockdev-snapshot",
                "Puts an overlay above a node: what is written from now on goes there.",
                BlockdevSnapshot.class);
    }

    /** A job that only writes to the overlay until now, such as a mirror, is not in the way. */
    @Override
    public List<String> features() {
        return List.of("allow-write-only-overlay");
    }

    @Override
    protected TransactionStep step(BlockdevSnapshot data, TransactionContext context) {
        return new GraphStep(() -> prepare(data, context), data.node(), data.overlay());
    }

    private static PreparedChange prepare(BlockdevSnapshot data, TransactionContext context)
            throws IOException {
        var platform = context.platform();
        var node = NodeLookup.either(platform, data.node());
        var overlay = NodeLookup.either(platform, data.overlay());
        Overlay.requireFree(platform, node);
        Overlay.requireUnread(overlay, platform);
        Map<String, Object> definition = new LinkedHashMap<>(overlay.definition());
        definition.put("node-name", overlay.name());
        definition.put("backing", node.name());
        return platform.graph()
                .prepare(Overlay.above(node, overlay.name(), new GraphChange.Reopen(definition)));
    }
}
