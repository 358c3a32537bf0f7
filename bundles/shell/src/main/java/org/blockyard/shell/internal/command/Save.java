package org.blockyard.shell.internal.command;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.blockyard.platform.Platform;

/**
 * Writes the configuration down.
 *
 * @param platform what is written down
 */
record Save(Platform platform) implements ShellCommand {
    private static final String COMMAND = "x-blockyard-save";

    @Override
    public String name() {
        return "save";
    }

    @Override
    public String summary() {
        return "Write objects, nodes, servers and exports into the configuration folder";
    }

    @Override
    public String usage() {
        return """
                save

                Writes what is there now into the folder that --config named, from which it comes
                back at the next start. Tells which files were written and removed, and what may
                not be written, such as a secret that was given in clear.
                """;
    }

    @Override
    public void run(Invocation call) throws IOException {
        var saved = platform.commands().run(COMMAND, Map.of(), "shell");
        if (saved instanceof Map<?, ?> told) {
            print("written", told, call);
            print("removed", told, call);
            print("left-out", told, call);
        }
    }

    private static void print(String what, Map<?, ?> told, Invocation call) {
        if (told.get(what) instanceof List<?> files) {
            files.forEach(file -> call.out().println(what + " " + file));
        }
    }
}
