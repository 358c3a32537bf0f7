package org.blockyard.job.commit;

import java.util.List;
import org.blockyard.job.commit.internal.CommitCommand;
import org.blockyard.monitor.CommandSet;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.platform.Provide;

/** The command {@code block-commit}. */
@Provide(services = CommandSet.class, name = "block-commit")
public final class BlockCommit implements CommandSet {
    private final List<ManagementCommand> commands = List.of(new CommitCommand());

    /** The command, made once. */
    public BlockCommit() {}

    @Override
    public List<ManagementCommand> commands() {
        return commands;
    }
}
