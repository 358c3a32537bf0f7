package org.blockyard.commands;

import java.util.List;
import java.util.stream.Stream;
import org.blockyard.commands.bitmap.BitmapCommands;
import org.blockyard.commands.export.ExportCommands;
import org.blockyard.commands.job.BlockJobCommands;
import org.blockyard.commands.job.JobCommands;
import org.blockyard.commands.node.NodeCommands;
import org.blockyard.commands.node.NodeQueries;
import org.blockyard.commands.object.ObjectCommands;
import org.blockyard.commands.session.SessionCommands;
import org.blockyard.commands.snapshot.SnapshotCommands;
import org.blockyard.commands.swap.SwapCommands;
import org.blockyard.commands.transaction.TransactionCommand;
import org.blockyard.monitor.CommandSet;
import org.blockyard.monitor.EventType;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.platform.Provide;

/** The commands over the platform's services. */
@Provide(services = CommandSet.class, name = "standard")
public final class StandardCommands implements CommandSet {
    private final List<ManagementCommand> commands =
            Stream.of(
                            SessionCommands.all(),
                            ObjectCommands.all(),
                            NodeCommands.all(),
                            NodeQueries.all(),
                            BlockJobCommands.all(),
                            BitmapCommands.all(),
                            JobCommands.all(),
                            ExportCommands.all(),
                            SwapCommands.all(),
                            SnapshotCommands.all(),
                            List.<ManagementCommand>of(new TransactionCommand()))
                    .flatMap(List::stream)
                    .toList();

    /** The commands, made once. */
    public StandardCommands() {}

    @Override
    public List<ManagementCommand> commands() {
        return commands;
    }

    @Override
    public List<EventType> events() {
        return StandardEvents.all();
    }
}
