package org.blockyard.job.backup;

import java.io.IOException;
import java.util.Map;
import org.blockyard.job.JobGroup;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.RecordAction;
import org.blockyard.monitor.RecordCommand;
import org.blockyard.monitor.TransactionContext;
import org.blockyard.monitor.TransactionStep;
import org.blockyard.platform.Platform;

/** {@code blockdev-backup}, as a command and as an action of a transaction. */
final class BlockdevBackup {
    private static final String NAME = "blockdev-backup";
    private static final String DOC =
            "Starts a job that copies a node, as it is now, to another node, while it goes on being written.";

    private BlockdevBackup() {}

    /** The command. */
    static final class Command extends RecordCommand<BlockdevBackupArguments> {
        Command() {
            super(NAME, DOC, BlockdevBackupArguments.class);
        }

        @Override
        protected Object run(BlockdevBackupArguments arguments, CommandContext context)
                throws IOException {
            var platform = context.platform();
            var group = platform.jobs().group();
            var step = new BackupStep(platform, arguments.backup(), arguments.target(), group);
            return platform.graph().exclusively(() -> alone(step, platform));
        }
    }

    /** Takes a step that is the only one. */
    static Map<String, Object> alone(TransactionStep step, Platform platform) throws IOException {
        var graph = platform.graph();
        var nodes = step.nodes().stream().filter(name -> graph.find(name).isPresent()).toList();
        try (var drained = graph.drain(nodes)) {
            step.prepare();
            step.commit();
            step.clean();
        }
        return Map.of();
    }

    /** The action. */
    static final class Action extends RecordAction<BlockdevBackupArguments> {
        Action() {
            super(NAME, DOC, BlockdevBackupArguments.class);
        }

        @Override
        public boolean groupable() {
            return true;
        }

        @Override
        protected TransactionStep step(
                BlockdevBackupArguments arguments, TransactionContext context) {
            var platform = context.platform();
            return new BackupStep(platform, arguments.backup(), arguments.target(), group(context));
        }
    }

    /** The group of a transaction's jobs, or one for a job alone. */
    static JobGroup group(TransactionContext context) {
        var jobs = context.platform().jobs();
        return context.grouped() ? context.shared(JobGroup.class, jobs::group) : jobs.group();
    }
}
