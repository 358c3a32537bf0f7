package org.blockyard.job.stream;

import java.util.List;
import org.blockyard.job.stream.internal.StreamCommand;
import org.blockyard.monitor.CommandSet;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.platform.Provide;

/** The command {@code block-stream}. */
@Provide(services = CommandSet.class, name = "block-stream")
public final class BlockStream implements CommandSet {
    private final List<ManagementCommand> commands = List.of(new StreamCommand());

    /** The command, made once. */
    public BlockStream() {}

    @Override
    public List<ManagementCommand> commands() {
        return commands;
    }
}
