package org.blockyard.shell.internal.command;

import java.io.IOException;
import java.util.List;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.platform.Platform;

/**
 * Switches nodes back.
 *
 * @param platform where they are
 */
record DriverRollback(Platform platform) implements ShellCommand {
    @Override
    public String name() {
        return "driver:rollback";
    }

    @Override
    public String summary() {
        return "Switch nodes back to the version that they had before";
    }

    @Override
    public String usage() {
        return """
                driver:rollback DRIVER [NODE]...

                Switches the nodes, or all that were switched, back to the version that they had
                before their last swap. It is brought back if it was retired.
                """;
    }

    @Override
    public void run(Invocation call) throws IOException {
        var words = call.arguments();
        if (words.isEmpty()) {
            throw new BlockException(ErrorKind.INVALID_OPTION, "expected a driver");
        }
        var nodes = words.subList(1, words.size());
        DriverReports.print(platform.swaps().rollback(words.getFirst(), nodes), call);
    }

    @Override
    public List<Suggestion> complete(List<String> before, String word) {
        return before.isEmpty()
                ? DriverReports.drivers(platform)
                : DriverReports.nodes(platform, before.getFirst());
    }
}
