package org.blockyard.shell.internal.command;

import java.io.IOException;
import java.util.List;
import org.blockyard.graph.Patience;
import org.blockyard.platform.Platform;

/**
 * Opens or declares a node.
 *
 * @param platform where it goes
 * @param patience whether it may wait for its driver and children
 */
record NewNode(Platform platform, Patience patience) implements ShellCommand {
    @Override
    public String name() {
        return patience == Patience.PATIENT ? "declare" : "add";
    }

    @Override
    public String summary() {
        return patience == Patience.PATIENT
                ? "Declare a node that may wait for its driver and children"
                : "Open a node";
    }

    @Override
    public String usage() {
        var same =
                """
                %s [driver=]DRIVER node-name=NAME [KEY=VALUE]...

                %s
                Options of children have their name before a dot, as in file.filename=a.qcow2.
                The options of all drivers are completed by the Tab key.
                """;
        return same.formatted(
                name(),
                patience == Patience.PATIENT
                        ? """
                        Declares a node. What it needs may be missing still: it is opened when its
                        driver and its children are there."""
                        : "Opens a node. What can't be opened now is an error.");
    }

    @Override
    public void run(Invocation call) throws IOException {
        var definition = new Arguments(platform).read(call.arguments(), NodeType.of(platform));
        var node =
                patience == Patience.PATIENT
                        ? platform.graph().declare(definition, patience)
                        : platform.graph().add(definition);
        call.out().println(node.name() + ": " + Nodes.state(node));
    }

    @Override
    public List<Suggestion> complete(List<String> before, String word) {
        return new OptionCompletion(platform, NodeType.of(platform)).complete(before, word);
    }
}
