package org.blockyard.shell.internal.command;

import java.io.IOException;
import java.util.List;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.platform.Platform;

/**
 * Runs any management command by name, whatever else has that name in the shell.
 *
 * @param platform where the commands are
 */
record Qmp(Platform platform) implements ShellCommand {
    @Override
    public String name() {
        return "qmp";
    }

    @Override
    public String summary() {
        return "Run a management command";
    }

    @Override
    public String usage() {
        return """
                qmp [--json] COMMAND [KEY=VALUE]... | '{JSON}'

                Runs a command of QMP. Each is a command of the shell by itself too; this one
                is for those whose name means something else here.
                """;
    }

    @Override
    public void run(Invocation call) throws IOException {
        var words = call.without("--json").arguments();
        if (words.isEmpty()) {
            throw new BlockException(ErrorKind.INVALID_OPTION, "expected the name of a command");
        }
        var command =
                platform.commands()
                        .find(words.getFirst())
                        .orElseThrow(
                                () ->
                                        new BlockException(
                                                ErrorKind.NOT_FOUND,
                                                "The command "
                                                        + words.getFirst()
                                                        + " has not been found"));
        var rest = new java.util.ArrayList<>(call.arguments());
        rest.remove(words.getFirst());
        new ManagementShellCommand(platform, command)
                .run(new Invocation(List.copyOf(rest), call.out(), call.viewer()));
    }

    @Override
    public List<Suggestion> complete(List<String> before, String word) {
        if (before.isEmpty()) {
            return platform.commands().list().stream()
                    .map(command -> new Suggestion(command.name(), command.doc(), true))
                    .toList();
        }
        return platform.commands()
                .find(before.getFirst())
                .map(
                        command ->
                                new ManagementShellCommand(platform, command)
                                        .complete(before.subList(1, before.size()), word))
                .orElse(List.of());
    }
}
