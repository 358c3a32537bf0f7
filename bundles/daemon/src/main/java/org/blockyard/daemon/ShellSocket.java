package org.blockyard.daemon;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.blockyard.platform.Platform;

/**
 * The socket of the shell, made by a management command of the shell's bundle.
 *
 * @param platform where the command is
 */
record ShellSocket(Platform platform) {
    /** The command that makes it. */
    static final String COMMAND = "x-blockyard-shell-open";

    /** Makes it at a path, or at the usual place. */
    void open(Optional<String> path) throws IOException {
        Map<String, Object> arguments = path.isPresent() ? Map.of("path", path.get()) : Map.of();
        platform.commands().run(COMMAND, arguments, "command line");
    }
}
