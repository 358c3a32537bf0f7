package org.blockyard.commands.node;

import java.io.IOException;
import java.util.Optional;
import org.blockyard.commands.kit.Action;
import org.blockyard.graph.BlockNode;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.option.JsonNull;
import org.blockyard.option.Option;

/** {@code x-blockdev-set-iothread}: has other threads serve a disk. */
final class IoThreadChoice {
    private IoThreadChoice() {}

    record Choice(
            @Option("name of the node") String nodeName,
            @Option("id of the iothread object, or null for none") Object iothread,
            @Option(value = "also if the node is in use", byDefault = "off") boolean force) {}

    static ManagementCommand command() {
        return Action.does(
                "x-blockdev-set-iothread",
                "Has the exports of a node, and of those connected with it, served by an iothread.",
                Choice.class,
                IoThreadChoice::choose);
    }

    private static void choose(Choice given, CommandContext context) throws IOException {
        var ioThread = ioThread(given.iothread());
        var node = context.platform().graph().find(given.nodeName());
        if (!given.force() && node.filter(IoThreadChoice::isInUse).isPresent()) {
            throw new BlockException(
                    ErrorKind.BUSY,
                    "Node "
                            + given.nodeName()
                            + " is associated with a BlockBackend and could be in use"
                            + " (use force=true to override this check)");
        }
        context.platform().exports().serveBy(given.nodeName(), ioThread);
    }

    private static Optional<String> ioThread(Object given) throws BlockException {
        if (given instanceof String id) {
            return Optional.of(id);
        }
        if (given == JsonNull.NULL) {
            return Optional.empty();
        }
        throw new BlockException(
                ErrorKind.INVALID_OPTION,
                "Invalid parameter type for 'iothread', expected: StrOrNull");
    }

    private static boolean isInUse(BlockNode node) {
        return node.holders().stream().anyMatch(holder -> !holder.what().equals("node"));
    }
}
