package org.blockyard.commands.node;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.blockyard.commands.kit.Action;
import org.blockyard.commands.kit.NodeLookup;
import org.blockyard.commands.kit.OpenAction;
import org.blockyard.commands.kit.Trees;
import org.blockyard.commands.kit.Types;
import org.blockyard.driver.Preallocation;
import org.blockyard.graph.Patience;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.option.Option;
import org.blockyard.option.OptionType;
import org.blockyard.platform.Platform;

/** Commands that change the graph. */
public final class NodeCommands {
    private NodeCommands() {}

    record NodeName(@Option("name of the node") String nodeName) {}

    record Activity(
            @Option("node to change; without it all") Optional<String> nodeName,
            @Option("whether it is to be active") boolean active) {}

    record Resize(
            @Option("name of a device, of which there are none") Optional<String> device,
            @Option("name of the node") Optional<String> nodeName,
            @Option("new length in bytes") long size) {}

    record Declaration(@Option("definition of the node, as for blockdev-add") Object definition) {}

    /** The commands. */
    public static List<ManagementCommand> all() {
        return List.of(
                new OpenAction(
                        "blockdev-add",
                        "Opens a node. What can't be opened now is an error.",
                        NodeOptionsType::definition,
                        (tree, context) -> context.platform().graph().add(tree)),
                Action.does(
                        "blockdev-del",
                        "Closes a node that blockdev-add opened and nobody uses.",
                        NodeName.class,
                        (given, context) -> context.platform().graph().remove(given.nodeName())),
                new OpenAction(
                        "blockdev-reopen",
                        "Opens nodes again under other options, all of them or none. Options left out have their"
                                + " defaults.",
                        NodeReopening::arguments,
                        NodeReopening::run),
                Action.does(
                        "blockdev-set-active",
                        "Activates a node or makes it inactive, so that another process may use its image.",
                        Activity.class,
                        (given, context) ->
                                context.platform()
                                        .graph()
                                        .active(given.nodeName(), given.active())),
                Action.does(
                        "block_resize",
                        "Changes a node's length.",
                        Resize.class,
                        NodeCommands::resize),
                WriteThresholds.command(),
                BackingFileChange.command(),
                ChildChange.command(),
                IoThreadChoice.command(),
                new OpenAction(
                        "blockdev-create",
                        "Starts a job that makes an image. The job is to be dismissed when concluded.",
                        NodeCommands::creating,
                        ImageCreation::start),
                ImageAmendment.command(),
                Action.does(
                        "x-blockyard-node-declare",
                        "Declares a node that waits for its driver and children, and is opened when they are"
                                + " there.",
                        Declaration.class,
                        NodeCommands::declare));
    }

    private static OptionType creating(Platform platform) {
        return new OptionType.Struct(
                "blockdev-create",
                List.of(
                        Types.required(
                                "job-id", new OptionType.Text(Long.MAX_VALUE), "id of the job"),
                        Types.required(
                                "options",
                                NodeOptionsType.creation(platform),
                                "definition of the image")));
    }

    private static void resize(Resize given, CommandContext context) throws IOException {
        var node = NodeLookup.of(context.platform(), given.device(), given.nodeName());
        if (given.size() < 0) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, "Parameter 'size' expects a >0 size");
        }
        NodeLookup.requireNoJob(context.platform(), node);
        context.platform().graph().resize(node.name(), given.size(), Preallocation.OFF);
    }

    private static void declare(Declaration given, CommandContext context) throws IOException {
        var definition = Trees.object(given.definition(), "definition");
        context.platform().graph().declare(definition, Patience.PATIENT);
    }
}
