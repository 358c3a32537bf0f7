package org.blockyard.job.backup;

import java.io.IOException;
import java.util.function.Function;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.monitor.RecordAction;
import org.blockyard.monitor.RecordCommand;
import org.blockyard.monitor.TransactionAction;
import org.blockyard.monitor.TransactionContext;
import org.blockyard.monitor.TransactionStep;

/**
 * A way to ask for a backup: the same as a command and as an action of a transaction.
 *
 * @param <A> the arguments
 * @param name the name of both
 * @param doc what it does
 * @param deprecated whether there is a better one
 * @param arguments the class of the arguments
 * @param options what of the arguments all kinds have
 * @param target where the backup goes
 */
record BackupKind<A extends Record>(
        String name,
        String doc,
        boolean deprecated,
        Class<A> arguments,
        Function<A, BackupOptions> options,
        Function<A, TargetChoice> target) {
    /** A backup to a node. */
    static final BackupKind<BlockdevBackupArguments> TO_NODE =
            new BackupKind<>(
                    "blockdev-backup",
                    "Starts a job that copies a node, as it is now, to another node, while it goes on being written.",
                    false,
                    BlockdevBackupArguments.class,
                    BlockdevBackupArguments::backup,
                    given -> TargetChoice.named(given.target()));

    /** A backup to a file. */
    static final BackupKind<DriveBackupArguments> TO_FILE =
            new BackupKind<>(
                    "drive-backup",
                    "Starts a job that copies a node, as it is now, to an image that it makes or opens; see"
                            + " blockdev-backup.",
                    true,
                    DriveBackupArguments.class,
                    DriveBackupArguments::backup,
                    ImageTarget::new);

    /** The command. */
    ManagementCommand command() {
        return new RecordCommand<>(name, doc, arguments) {
            @Override
            public boolean deprecated() {
                return deprecated;
            }

            @Override
            protected Object run(A given, CommandContext context) throws IOException {
                var platform = context.platform();
                var group = platform.jobs().group();
                return new BackupStep(platform, options.apply(given), target.apply(given), group)
                        .alone();
            }
        };
    }

    /** The action. */
    TransactionAction action() {
        return new RecordAction<>(name, doc, arguments) {
            @Override
            public boolean deprecated() {
                return deprecated;
            }

            @Override
            public boolean groupable() {
                return true;
            }

            @Override
            protected TransactionStep step(A given, TransactionContext context) {
                return new BackupStep(
                        context.platform(),
                        options.apply(given),
                        target.apply(given),
                        BackupStep.group(context));
            }
        };
    }
}
