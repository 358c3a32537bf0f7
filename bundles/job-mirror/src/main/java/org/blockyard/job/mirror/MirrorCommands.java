package org.blockyard.job.mirror;

import java.util.List;
import org.blockyard.monitor.CommandSet;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.platform.Provide;

/** The commands that start mirrors. */
@Provide(services = CommandSet.class, name = "mirror")
public final class MirrorCommands implements CommandSet {
    private final List<ManagementCommand> commands =
            List.of(new BlockdevMirror(), new DriveMirror(), new BlockJobChange());

    /** Made by the platform. */
    public MirrorCommands() {}

    @Override
    public List<ManagementCommand> commands() {
        return commands;
    }
}
