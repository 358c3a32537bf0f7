package org.blockyard.shell.internal.command;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.shell.internal.text.Table;

/**
 * Tells what commands there are.
 *
 * @param commands all commands
 */
record Help(Supplier<Collection<ShellCommand>> commands) implements ShellCommand {
    @Override
    public String name() {
        return "help";
    }

    @Override
    public String summary() {
        return "Tell what commands there are, or how one is called";
    }

    @Override
    public String usage() {
        return """
                help [COMMAND]

                Lists the commands, or tells how one is called.
                """;
    }

    @Override
    public void run(Invocation call) throws IOException {
        if (call.arguments().isEmpty()) {
            list(call);
            return;
        }
        var wanted = call.only("one command");
        for (var command : commands.get()) {
            if (command.name().equals(wanted)) {
                call.out().print(command.usage());
                return;
            }
        }
        throw new BlockException(ErrorKind.NOT_FOUND, "there is no command '" + wanted + "'");
    }

    private void list(Invocation call) {
        var own = new Table("command", "what it does");
        var qmp = new Table("QMP command", "what it does");
        for (var command : commands.get()) {
            (command instanceof ManagementShellCommand ? qmp : own)
                    .row(command.name(), command.summary());
        }
        int columns = call.viewer().columns();
        call.out().print(own.render(columns, "") + "\n" + qmp.render(columns, ""));
        call.out()
                .println(
                        """

                        'help COMMAND' tells more; 'exit' or Ctrl-D leaves the shell. Gogo's commands are there
                        too, such as lb, install, start, stop, update and uninstall for bundles by number or
                        name; 'felix:help COMMAND' tells how they are called.""");
    }

    @Override
    public List<Suggestion> complete(List<String> before, String word) {
        return before.isEmpty()
                ? commands.get().stream()
                        .map(command -> new Suggestion(command.name(), command.summary(), true))
                        .toList()
                : List.of();
    }
}
