package org.blockyard.shell.internal.command;

import java.io.IOException;
import java.util.List;
import org.blockyard.platform.Platform;

/**
 * Closes a node.
 *
 * @param platform where it is
 */
record Remove(Platform platform) implements ShellCommand {
    @Override
    public String name() {
        return "remove";
    }

    @Override
    public String summary() {
        return "Close a node that nobody uses";
    }

    @Override
    public String usage() {
        return """
                remove NODE

                Closes a node that a command added and nobody uses, and with it the nodes
                without names below it.
                """;
    }

    @Override
    public void run(Invocation call) throws IOException {
        platform.graph().remove(call.only("one node name"));
    }

    @Override
    public List<Suggestion> complete(List<String> before, String word) {
        return before.isEmpty() ? Names.nodes(platform) : List.of();
    }
}
