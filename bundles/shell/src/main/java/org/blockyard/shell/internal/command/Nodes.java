package org.blockyard.shell.internal.command;

import java.util.Optional;
import org.blockyard.graph.BlockNode;
import org.blockyard.option.Sizes;
import org.blockyard.platform.Platform;
import org.blockyard.shell.internal.text.Table;

/**
 * Lists the nodes.
 *
 * @param platform where they are
 */
record Nodes(Platform platform) implements ShellCommand {
    @Override
    public String name() {
        return "nodes";
    }

    @Override
    public String summary() {
        return "List the block nodes";
    }

    @Override
    public String usage() {
        return """
                nodes [--all]

                Lists the nodes that have names: driver and its version, state, length, and
                where they lie. With --all also those that were opened below others.
                """;
    }

    @Override
    public void run(Invocation call) throws java.io.IOException {
        boolean all = call.has("--all");
        call.without("--all").none();
        var table = new Table("node", "driver", "version", "state", ">size", "file");
        for (var node : platform.graph().nodes()) {
            if (all || node.named()) {
                table.row(
                        node.name(),
                        node.driver(),
                        node.driverVersion(),
                        state(node),
                        Sizes.human(node.length()),
                        node.fileName());
            }
        }
        call.out().print(table.render(call.viewer().columns(), "no nodes"));
    }

    /** A node's state in words: what is special about it, and why. */
    static String state(BlockNode node) {
        var state = node.state().name().toLowerCase(java.util.Locale.ROOT);
        var readOnly = node.readOnly() ? ", read-only" : "";
        Optional<String> reason = node.stateReason();
        return state + readOnly + reason.map(why -> " (" + why + ")").orElse("");
    }
}
