package org.blockyard.commands.snapshot;

import java.io.IOException;
import java.util.Optional;
import org.blockyard.commands.kit.Action;
import org.blockyard.commands.kit.NodeLookup;
import org.blockyard.commands.kit.Types;
import org.blockyard.commands.node.ImageInfo;
import org.blockyard.commands.node.ImageInfos;
import org.blockyard.driver.SnapshotInfo;
import org.blockyard.driver.Snapshotting;
import org.blockyard.graph.BlockNode;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;

/** {@code blockdev-snapshot-delete-internal-sync}: an image forgets one of its snapshots. */
final class InternalSnapshotDeletion {
    record Which(
            @Option("name of the node") String device,
            @Option("id of the snapshot") Optional<String> id,
            @Option("name of the snapshot") Optional<String> name) {
        boolean means(SnapshotInfo snapshot) {
            return id.orElse(snapshot.id()).equals(snapshot.id())
                    && name.orElse(snapshot.name()).equals(snapshot.name());
        }
    }

    private InternalSnapshotDeletion() {}

    static ManagementCommand command() {
        return Action.tells(
                "blockdev-snapshot-delete-internal-sync",
                "Deletes a snapshot inside an image and tells what it was.",
                Which.class,
                Types.of(ImageInfo.SnapshotInfo.class),
                InternalSnapshotDeletion::run);
    }

    private static Object run(Which which, CommandContext context) throws IOException {
        var node = NodeLookup.root(context.platform(), which.device());
        NodeLookup.requireNoJob(context.platform(), node);
        if (which.id().isEmpty() && which.name().isEmpty()) {
            throw Overlay.refusal(ErrorKind.INVALID_OPTION, "Name or id must be provided");
        }
        if (!node.has(Snapshotting.class)) {
            throw Overlay.refusal(
                    ErrorKind.UNSUPPORTED,
                    "Failed to get a snapshot list: Operation not supported");
        }
        return OptionSchema.of(ImageInfo.SnapshotInfo.class)
                .write(ImageInfos.snapshot(delete(node, which)));
    }

    private static SnapshotInfo delete(BlockNode node, Which which) throws IOException {
        return node.with(
                Snapshotting.class,
                image -> {
                    var found =
                            image.snapshots().stream()
                                    .filter(which::means)
                                    .findFirst()
                                    .orElseThrow(() -> missing(which));
                    image.deleteSnapshot(found.id());
                    return found;
                });
    }

    private static BlockException missing(Which which) {
        return Overlay.refusal(
                ErrorKind.NOT_FOUND,
                "Snapshot with id '"
                        + which.id().orElse("null")
                        + "' and name '"
                        + which.name().orElse("null")
                        + "' does not exist on device '"
                        + which.device()
                        + "'");
    }
}
