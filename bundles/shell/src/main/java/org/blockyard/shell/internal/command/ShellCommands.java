package org.blockyard.shell.internal.command;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.blockyard.graph.Patience;
import org.blockyard.platform.Platform;
import org.osgi.framework.BundleContext;

/**
 * All commands of the shell: its own, and those of QMP that are present now, except where one of
 * its own has the name.
 */
public final class ShellCommands {
    private final Platform platform;
    private final List<ShellCommand> own = new ArrayList<>();

    /** The commands that work on a platform. */
    public ShellCommands(Platform platform, BundleContext context) {
        this.platform = platform;
        own.add(new Nodes(platform));
        own.add(new Graph(platform));
        own.add(new NewNode(platform, Patience.STRICT));
        own.add(new NewNode(platform, Patience.PATIENT));
        own.add(new Remove(platform));
        own.addAll(Listings.of(platform, context));
        own.add(new NodeStats(platform));
        own.add(new ExportStats(platform));
        own.add(new Refresh(context));
        own.add(new DriverSwap(platform));
        own.add(new DriverRollback(platform));
        own.add(new DriverPin(platform));
        own.add(new EventStream(platform));
        own.add(new Save(platform));
        own.add(new Qmp(platform));
        own.add(new Help(this::list));
    }

    /** The shell's own commands. */
    public List<ShellCommand> own() {
        return List.copyOf(own);
    }

    /** The commands present now, by name. */
    public Collection<ShellCommand> list() {
        return byName().values();
    }

    /** The command of that name. */
    public Optional<ShellCommand> find(String name) {
        return Optional.ofNullable(byName().get(name));
    }

    private Map<String, ShellCommand> byName() {
        var commands = new TreeMap<String, ShellCommand>();
        for (var command : platform.commands().list()) {
            commands.put(command.name(), new ManagementShellCommand(platform, command));
        }
        own.forEach(command -> commands.put(command.name(), command));
        return commands;
    }
}
