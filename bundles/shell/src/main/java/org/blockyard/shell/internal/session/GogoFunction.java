package org.blockyard.shell.internal.session;

import java.io.IOException;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.apache.felix.service.command.Process;
import org.blockyard.shell.internal.command.Invocation;
import org.blockyard.shell.internal.command.ShellCommand;
import org.blockyard.shell.internal.command.Viewer;
import org.jspecify.annotations.Nullable;

/**
 * A command as Gogo calls it.
 *
 * @param command the command
 */
record GogoFunction(ShellCommand command) implements Function {
    /** The variable of a session that holds its {@link Viewer}. */
    static final String VIEWER = ".blockyard.viewer";

    @Override
    public @Nullable Object execute(CommandSession session, List<Object> arguments)
            throws IOException {
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
