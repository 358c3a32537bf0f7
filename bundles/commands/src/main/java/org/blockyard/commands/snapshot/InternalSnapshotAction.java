package org.blockyard.commands.snapshot;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.blockyard.commands.kit.NodeLookup;
import org.blockyard.driver.SnapshotInfo;
import org.blockyard.driver.Snapshotting;
import org.blockyard.graph.BlockNode;
import org.blockyard.io.ErrorKind;
import org.blockyard.monitor.RecordAction;
import org.blockyard.monitor.TransactionContext;
import org.blockyard.monitor.TransactionStep;
import org.blockyard.option.Option;
import org.blockyard.platform.LazyLogger;
import org.blockyard.platform.Platform;
import org.jspecify.annotations.Nullable;

/** {@code blockdev-snapshot-internal-sync}: an image keeps what it reads as now. */
final class InternalSnapshotAction
        extends RecordAction<InternalSnapshotAction.BlockdevSnapshotInternal> {
    private static final System.Logger LOG = LazyLogger.of(InternalSnapshotAction.class);

    record BlockdevSnapshotInternal(
            @Option("name of the node") String device,
            @Option("name of the snapshot") String name) {}

    InternalSnapshotAction() {
        super(
                "blockdev-snapshot-internal-sync",
                "Takes a snapshot inside an image.",
                BlockdevSnapshotInternal.class);
    }

    @Override
    protected TransactionStep step(BlockdevSnapshotInternal data, TransactionContext context) {
        return new Step(data, context.platform());
    }

    private static final class Step implements TransactionStep {
        private final BlockdevSnapshotInternal data;
        private final Platform platform;
        private @Nullable BlockNode node;
        private @Nullable SnapshotInfo made;

        Step(BlockdevSnapshotInternal data, Platform platform) {
            this.data = data;
            this.platform = platform;
        }

        @Override
        public Collection<String> nodes() {
            return List.of(data.device());
        }

        @Override
        public void prepare() throws IOException {
            var found = NodeLookup.root(platform, data.device());
            NodeLookup.requireNoJob(platform, found);
            requireSnapshots(found);
            if (data.name().isEmpty()) {
                throw Overlay.refusal(ErrorKind.INVALID_OPTION, "Name is empty");
            }
            made = found.with(Snapshotting.class, this::create);
            node = found;
        }

        private void requireSnapshots(BlockNode found) throws IOException {
            if (found.readOnly()) {
                throw Overlay.refusal(
                        ErrorKind.READ_ONLY, "Device '" + data.device() + "' is read only");
            }
            if (!found.has(Snapshotting.class)) {
                throw Overlay.refusal(
                        ErrorKind.UNSUPPORTED,
                        "Block format '"
                                + found.driver()
                                + "' used by device '"
                                + data.device()
                                + "' does not support internal snapshots");
            }
        }

        private SnapshotInfo create(Snapshotting image) throws IOException {
            if (image.snapshots().stream().anyMatch(known -> known.name().equals(data.name()))) {
                throw Overlay.refusal(
                        ErrorKind.EXISTS,
                        "Snapshot with name '"
                                + data.name()
                                + "' already exists on device '"
                                + data.device()
                                + "'");
            }
            return image.createSnapshot(data.name(), Instant.now());
        }

        @Override
        public void abort() {
            var id = Objects.requireNonNull(made).id();
            try {
                Objects.requireNonNull(node)
                        .with(
                                Snapshotting.class,
                                image -> {
                                    image.deleteSnapshot(id);
                                    return id;
                                });
            } catch (IOException e) {
                LOG.log(
                        Level.ERROR,
                        "snapshot '" + data.name() + "' stays in '" + data.device() + "'",
                        e);
            }
        }
    }
}
