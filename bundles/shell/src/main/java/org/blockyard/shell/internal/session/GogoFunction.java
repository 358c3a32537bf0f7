package org.blockyard.shell.internal.session;

import java.io.IOException;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.apache.felix.service.command.Process;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.shell.internal.command.Invocation;
import org.blockyard.shell.internal.command.ShellCommands;
import org.blockyard.shell.internal.command.Viewer;
import org.jspecify.annotations.Nullable;

/**
 * A command as Gogo calls it. It keeps the name alone and finds the command at each call: the
 * command's bundle may have been replaced since, and Gogo must not hold the classes of the former.
 *
 * @param commands where the command is found
 * @param name its name
 */
record GogoFunction(ShellCommands commands, String name) implements Function {
    /** The variable of a session that holds its {@link Viewer}. */
    static final String VIEWER = ".blockyard.viewer";

    @Override
    public @Nullable Object execute(CommandSession session, List<Object> arguments)
            throws IOException {
        var command =
                commands.find(name)
                        .orElseThrow(
                                () ->
                                        new BlockException(
                                                ErrorKind.NOT_FOUND,
                                                "there is no command '" + name + "'"));
        var process = Process.Utils.current();
        var out = process == null ? session.getConsole() : process.out();
        var words = arguments.stream().map(String::valueOf).toList();
        if (words.equals(List.of("--help"))) {
            out.print(command.usage());
        } else {
            command.run(new Invocation(words, out, (Viewer) session.get(VIEWER)));
        }
        out.flush();
        return null;
    }
}
