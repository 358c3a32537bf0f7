package org.blockyard.commands.export;

import java.util.LinkedHashMap;
import java.util.List;
import org.blockyard.commands.kit.Action;
import org.blockyard.commands.kit.OpenAction;
import org.blockyard.commands.kit.Types;
import org.blockyard.export.ExportInfo;
import org.blockyard.export.ExportOptions;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.option.NoOptions;
import org.blockyard.option.Option;
import org.blockyard.option.OptionField;
import org.blockyard.option.OptionSchema;
import org.blockyard.option.OptionType;
import org.blockyard.platform.Platform;

/** Commands about exports. */
public final class ExportCommands {
    private ExportCommands() {}

    enum RemoveMode {
        /** Not while a client is connected. */
        SAFE,
        /** Clients are sent away. */
        HARD
    }

    record Removal(
            @Option("id of the export") String id,
            @Option(
                            value =
                                    "safe refuses while a client is connected, hard sends clients away",
                            byDefault = "safe")
                    RemoveMode mode) {}

    record BlockExportInfo(
            @Option("id of the export") String id,
            @Option("how it is served") String type,
            @Option("node that is served") String nodeName,
            @Option("whether it was asked to end") boolean shuttingDown) {}

    /** The commands. */
    public static List<ManagementCommand> all() {
        return List.of(
                new OpenAction(
                        "block-export-add",
                        "Serves a node to clients.",
                        ExportCommands::options,
                        (tree, context) -> context.platform().exports().add(tree)),
                Action.does(
                        "block-export-del",
                        "Ends an export; BLOCK_EXPORT_DELETED comes when it is gone.",
                        Removal.class,
                        (given, context) ->
                                context.platform()
                                        .exports()
                                        .remove(given.id(), given.mode() == RemoveMode.HARD)),
                Action.lists(
                        "query-block-exports",
                        "Tells the exports.",
                        NoOptions.class,
                        BlockExportInfo.class,
                        (none, context) ->
                                context.platform().exports().list().stream()
                                        .map(ExportCommands::info)
                                        .toList()),
                ExportStats.command());
    }

    /** The arguments of {@code block-export-add}: a union over the types present. */
    static OptionType options(Platform platform) {
        var branches = new LinkedHashMap<String, List<OptionField>>();
        for (var type : platform.exports().types()) {
            branches.put(type.name(), type.options().fields());
        }
        var base = Types.of(ExportOptions.class).fields();
        return Types.oneOf("BlockExportOptions", "type", base, branches);
    }

    private static Object info(ExportInfo export) {
        return OptionSchema.of(BlockExportInfo.class)
                .write(
                        new BlockExportInfo(
                                export.id(),
                                export.type(),
                                export.nodeName(),
                                export.shuttingDown()));
    }
}
