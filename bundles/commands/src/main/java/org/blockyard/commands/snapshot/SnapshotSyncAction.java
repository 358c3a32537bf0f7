package org.blockyard.commands.snapshot;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.blockyard.commands.kit.GraphStep;
import org.blockyard.commands.kit.NodeLookup;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.Creating;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.Progress;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.GraphChange;
import org.blockyard.graph.PreparedChange;
import org.blockyard.io.ErrorKind;
import org.blockyard.monitor.RecordAction;
import org.blockyard.monitor.TransactionContext;
import org.blockyard.monitor.TransactionStep;
import org.blockyard.option.Option;
import org.blockyard.platform.Platform;

/** {@code blockdev-snapshot-sync}: a disk goes on in an overlay that is made and opened for it. */
final class SnapshotSyncAction extends RecordAction<SnapshotSyncAction.BlockdevSnapshotSync> {
    private static final String BACKING_FILE = "backing_file";

    enum NewImageMode {
        /** The image is there. */
        EXISTING,
        /** It is made; the name of its backing file is that of the node. */
        ABSOLUTE_PATHS
    }

    record BlockdevSnapshotSync(
            @Option("name of a device, of which there are none") Optional<String> device,
            @Option("node that is written until now") Optional<String> nodeName,
            @Option("file of the overlay") String snapshotFile,
            @Option("node name of the overlay") Optional<String> snapshotNodeName,
            @Option(value = "format of the overlay", byDefault = "qcow2") String format,
            @Option(value = "whether the image is made", byDefault = "absolute-paths")
                    NewImageMode mode) {}

    SnapshotSyncAction() {
        super(
                "blockdev-snapshot-sync",
                "Makes an overlay above a node: what is written from now on goes there.",
                BlockdevSnapshotSync.class);
    }

    @Override
    protected TransactionStep step(BlockdevSnapshotSync data, TransactionContext context) {
        return new GraphStep(
                () -> prepare(data, context.platform()),
                data.nodeName().stream().toArray(String[]::new));
    }

    private static PreparedChange prepare(BlockdevSnapshotSync data, Platform platform)
            throws IOException {
        var node = NodeLookup.of(platform, data.device(), data.nodeName());
        Overlay.requireFree(platform, node);
        var name = nameOfOverlay(data, platform);
        if (data.mode() == NewImageMode.ABSOLUTE_PATHS) {
            create(data, node, platform);
        }
        Overlay.requireBacking(platform, data.format());
        return platform.graph()
                .prepare(
                        Overlay.above(
                                node, name, new GraphChange.Add(definition(data, node, name))));
    }

    private static String nameOfOverlay(BlockdevSnapshotSync data, Platform platform)
            throws IOException {
        var name =
                data.snapshotNodeName()
                        .orElseThrow(
                                () ->
                                        Overlay.refusal(
                                                ErrorKind.INVALID_OPTION,
                                                "New overlay node-name missing"));
        if (platform.graph().find(name).isPresent()) {
            throw Overlay.refusal(ErrorKind.EXISTS, "New overlay node-name already in use");
        }
        return name;
    }

    private static void create(BlockdevSnapshotSync data, BlockNode node, Platform platform)
            throws IOException {
        var driver = platform.graph().driver(data.format());
        if (driver.isEmpty() || driver.get().kind() != DriverKind.FORMAT) {
            throw Overlay.refusal(
                    ErrorKind.NOT_FOUND, "Unknown file format '" + data.format() + "'");
        }
        if (!recordsBacking(driver.get().driver())) {
            throw Overlay.refusal(
                    ErrorKind.UNSUPPORTED,
                    "Backing file not supported for file format '" + data.format() + "'");
        }
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("size", Long.toString(node.length()));
        options.put(BACKING_FILE, node.fileName());
        options.put("backing_fmt", node.driver());
        platform.graph().create(data.snapshotFile(), data.format(), options, Progress.NONE);
    }

    private static boolean recordsBacking(BlockDriver<?> driver) {
        return driver instanceof Creating<?> creating
                && creating.createOptions().fields().stream()
                        .anyMatch(field -> field.legacyName().equals(BACKING_FILE));
    }

    private static Map<String, Object> definition(
            BlockdevSnapshotSync data, BlockNode node, String name) {
        Map<String, Object> definition = new LinkedHashMap<>();
        definition.put("driver", data.format());
        definition.put("node-name", name);
        for (var inherited : new String[] {"cache", "discard"}) {
            var value = node.definition().get(inherited);
            if (value != null) {
                definition.put(inherited, value);
            }
        }
        definition.put("file", Map.of("filename", data.snapshotFile()));
        definition.put("backing", node.name());
        return definition;
    }
}
