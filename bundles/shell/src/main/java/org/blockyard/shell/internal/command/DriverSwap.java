package org.blockyard.shell.internal.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.platform.Platform;
import org.blockyard.swap.SwapRequest;

/**
 * Switches nodes to another version of their driver.
 *
 * @param platform where they are
 */
record DriverSwap(Platform platform) implements ShellCommand {
    private static final String TO = "--to";
    private static final String NO_REHEARSAL = "--no-rehearsal";

    @Override
    public String name() {
        return "driver:swap";
    }

    @Override
    public String summary() {
        return "Switch nodes to another version of their driver";
    }

    @Override
    public String usage() {
        return """
                driver:swap DRIVER [--to VERSION] [--no-rehearsal] [NODE]...

                Switches the nodes, or all of the driver that are not pinned, to the version,
                or the newest, while they are in use: requests wait meanwhile, and none fails.
                The new version is tried on the image first. If it fails, the node goes on
                with the old one. One node alone makes a canary.
                """;
    }

    @Override
    public void run(Invocation call) throws IOException {
        var words = new ArrayList<>(call.without(NO_REHEARSAL).arguments());
        Optional<String> version = Optional.empty();
        int to = words.indexOf(TO);
        if (to >= 0) {
            if (to + 1 == words.size()) {
                throw new BlockException(ErrorKind.INVALID_OPTION, "expected a version after --to");
            }
            version = Optional.of(words.get(to + 1));
            words.subList(to, to + 2).clear();
        }
        if (words.isEmpty()) {
            throw new BlockException(ErrorKind.INVALID_OPTION, "expected a driver");
        }
        var usual = SwapRequest.of(words.getFirst());
        var request =
                new SwapRequest(
                        usual.driver(),
                        version,
                        words.subList(1, words.size()),
                        !call.has(NO_REHEARSAL),
                        usual.rehearsal(),
                        usual.drain(),
                        usual.open());
        DriverReports.print(platform.swaps().swap(request), call);
    }

    @Override
    public List<Suggestion> complete(List<String> before, String word) {
        if (before.isEmpty()) {
            return DriverReports.drivers(platform);
        }
        var driver = before.getFirst();
        if (before.getLast().equals(TO)) {
            return DriverReports.versions(platform, driver);
        }
        var suggestions = new ArrayList<Suggestion>();
        if (word.startsWith("-")) {
            suggestions.add(Suggestion.of(TO));
            suggestions.add(Suggestion.of(NO_REHEARSAL));
        } else {
            suggestions.addAll(DriverReports.nodes(platform, driver));
        }
        return suggestions;
    }
}
