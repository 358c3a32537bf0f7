package org.blockyard.shell.internal.command;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.platform.Platform;

/**
 * Fixes a node to a version of its driver.
 *
 * @param platform where it is
 */
record DriverPin(Platform platform) implements ShellCommand {
    @Override
    public String name() {
        return "driver:pin";
    }

    @Override
    public String summary() {
        return "Fix a node to a version of its driver, or free it";
    }

    @Override
    public String usage() {
        return """
                driver:pin NODE [VERSION]

                Fixes the node to the version: it is switched only by a swap that names it, and
                waits for that version when it is away. Without a version the node is freed.
                """;
    }

    @Override
    public void run(Invocation call) throws IOException {
        var words = call.arguments();
        if (words.isEmpty() || words.size() > 2) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, "expected a node and perhaps a version");
        }
        var version = words.size() == 2 ? Optional.of(words.get(1)) : Optional.<String>empty();
        platform.swaps().pin(words.getFirst(), version);
    }

    @Override
    public List<Suggestion> complete(List<String> before, String word) {
        return switch (before.size()) {
            case 0 -> Names.nodes(platform);
            case 1 ->
                    platform.graph()
                            .find(before.getFirst())
                            .map(node -> DriverReports.versions(platform, node.driver()))
                            .orElse(List.of());
            default -> List.of();
        };
    }
}
