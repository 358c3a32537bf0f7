package org.blockyard.commands.session;

import java.util.List;
import java.util.Map;
import org.blockyard.commands.kit.Action;
import org.blockyard.commands.kit.Types;
import org.blockyard.commands.schema.QueryQmpSchema;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.option.NoOptions;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;

/** Commands about the daemon itself. */
public final class SessionCommands {
    /** The release of QEMU whose commands, events and types ours follow. */
    private static final VersionTriple INTERFACE = new VersionTriple(10, 0, 13);

    private SessionCommands() {}

    record VersionTriple(
            @Option("major version") int major,
            @Option("minor version") int minor,
            @Option("micro version") int micro) {}

    record VersionInfo(
            @Option("release of QEMU whose interface this is") VersionTriple qemu,
            @Option(value = "name and version of this program", name = "package") String product) {}

    record CommandInfo(@Option("name of the command") String name) {}

    /** The commands. */
    public static List<ManagementCommand> all() {
        return List.of(
                Action.tells(
                        "query-version",
                        "Tells which release of QEMU the interface follows, and this program's version.",
                        NoOptions.class,
                        Types.of(VersionInfo.class),
                        (none, context) -> version(context)),
                Action.lists(
                        "query-commands",
                        "Tells the names of the commands there are now.",
                        NoOptions.class,
                        CommandInfo.class,
                        (none, context) ->
                                context.platform().commands().list().stream()
                                        .map(
                                                command ->
                                                        Map.<String, Object>of(
                                                                "name", command.name()))
                                        .toList()),
                new QueryQmpSchema(),
                Action.does(
                        "quit",
                        "Ends the daemon in order: exports, jobs, nodes with everything flushed, monitors.",
                        NoOptions.class,
                        (none, context) -> context.platform().requestShutdown()));
    }

    private static Object version(CommandContext context) {
        var version =
                context.platform().contributions().stream()
                        .filter(c -> c.bundle().equals("org.blockyard.kernel"))
                        .map(c -> c.version())
                        .findFirst()
                        .orElse("unknown");
        return OptionSchema.of(VersionInfo.class)
                .write(new VersionInfo(INTERFACE, "blockyard " + version));
    }
}
