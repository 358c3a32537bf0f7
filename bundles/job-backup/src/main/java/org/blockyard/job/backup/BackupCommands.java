package org.blockyard.job.backup;

import java.util.List;
import org.blockyard.monitor.CommandSet;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.monitor.TransactionAction;
import org.blockyard.monitor.TransactionActions;
import org.blockyard.platform.Provide;

/** The commands that take a backup, and what of them a transaction can do. */
@Provide(
        services = {CommandSet.class, TransactionActions.class},
        name = "backup-commands")
public final class BackupCommands implements CommandSet, TransactionActions {
    private final List<ManagementCommand> commands =
            List.of(BackupKind.TO_NODE.command(), BackupKind.TO_FILE.command());
    private final List<TransactionAction> actions =
            List.of(BackupKind.TO_NODE.action(), BackupKind.TO_FILE.action());

    /** Made by the platform. */
    public BackupCommands() {}

    @Override
    public List<ManagementCommand> commands() {
        return commands;
    }

    @Override
    public List<TransactionAction> actions() {
        return actions;
    }
}
