package org.blockyard.commands.snapshot;

import java.util.List;
import org.blockyard.commands.transaction.ActionCommand;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.monitor.TransactionAction;

/** Commands and actions about snapshots. */
public final class SnapshotCommands {
    private SnapshotCommands() {}

    /** The commands. */
    public static List<ManagementCommand> all() {
        return List.of(
                new ActionCommand(new SnapshotAction()),
                new ActionCommand(new SnapshotSyncAction()),
                new ActionCommand(new InternalSnapshotAction()),
                InternalSnapshotDeletion.command());
    }

    /** What of it can be part of a transaction. */
    public static List<TransactionAction> actions() {
        return List.of(
                new SnapshotAction(), new SnapshotSyncAction(), new InternalSnapshotAction());
    }
}
