package org.blockyard.launcher;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The storage daemon's command line, taken apart but not understood: which options, in which order,
 * with which text. Long options may be shortened as far as they stay unique, and take their text
 * after {@code =} or as the next argument.
 *
 * @param options the options in the order given
 */
record CommandLine(List<Given> options) {
    private static final Set<String> WITH_TEXT =
            Set.of(
                    "blockdev",
                    "chardev",
                    "config",
                    "demo",
                    "deploy",
                    "deploy-trust",
                    "deploy-trust-store",
                    "export",
                    "metrics",
                    "monitor",
                    "nbd-server",
                    "object",
                    "pidfile",
                    "shell-socket",
                    "state-dir",
                    "trace");
    private static final Set<String> WITHOUT_TEXT = Set.of("daemonize", "help", "version");

    /**
     * An option as given.
     *
     * @param name its full name without dashes, such as {@code blockdev}
     * @param text its text; empty if it takes none
     */
    record Given(String name, String text) {}

    /** A command line that can't be taken apart; the message says why. */
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }

    /** Takes a command line apart. */
    static CommandLine parse(Collection<String> arguments) throws UsageException {
        var rest = new ArrayDeque<>(arguments);
        var options = new ArrayList<Given>();
        while (!rest.isEmpty()) {
            var argument = rest.removeFirst();
            if (argument.startsWith("--") && argument.length() > 2) {
                options.add(longOption(argument, rest));
            } else if (argument.startsWith("-")
                    && argument.length() > 1
                    && !argument.equals("--")) {
                options.add(shortOption(argument, rest));
            } else {
                var unexpected = argument.equals("--") ? rest.peekFirst() : argument;
                if (unexpected != null) {
                    throw new UsageException(unexpected + ": Unexpected argument");
                }
            }
        }
        return new CommandLine(List.copyOf(options));
    }

    private static Given longOption(String argument, Deque<String> rest) throws UsageException {
        int equals = argument.indexOf('=');
        var word = argument.substring(2, equals < 0 ? argument.length() : equals);
        var name = fullName(word);
        if (!WITH_TEXT.contains(name)) {
            if (equals >= 0) {
                throw new UsageException("option '--" + name + "' doesn't allow an argument");
            }
            return new Given(name, "");
        }
        if (equals >= 0) {
            return new Given(name, argument.substring(equals + 1));
        }
        return new Given(name, next(rest, "option '--" + name + "' requires an argument"));
    }

    private static Given shortOption(String argument, Deque<String> rest) throws UsageException {
        char letter = argument.charAt(1);
        var glued = argument.substring(2);
        if (letter == 'T') {
            return new Given(
                    "trace",
                    glued.isEmpty() ? next(rest, "option requires an argument -- 'T'") : glued);
        }
        if (letter != 'h' && letter != 'V') {
            throw new UsageException("invalid option -- '" + letter + "'");
        }
        if (!glued.isEmpty()) {
            rest.addFirst("-" + glued);
        }
        return new Given(letter == 'h' ? "help" : "version", "");
    }

    private static String next(Deque<String> rest, String complaint) throws UsageException {
        var text = rest.pollFirst();
        if (text == null) {
            throw new UsageException(complaint);
        }
        return text;
    }

    private static String fullName(String word) throws UsageException {
        if (WITH_TEXT.contains(word) || WITHOUT_TEXT.contains(word)) {
            return word;
        }
        var candidates = new TreeSet<>(WITH_TEXT);
        candidates.addAll(WITHOUT_TEXT);
        candidates.removeIf(name -> !name.startsWith(word));
        return switch (candidates.size()) {
            case 0 -> throw new UsageException("unrecognized option '--" + word + "'");
            case 1 -> candidates.first();
            default ->
                    throw new UsageException(
                            "option '--"
                                    + word
                                    + "' is ambiguous; possibilities: '--"
                                    + String.join("' '--", candidates)
                                    + "'");
        };
    }

    /** The texts of all options of that name. */
    List<String> all(String name) {
        return options.stream()
                .filter(given -> given.name().equals(name))
                .map(Given::text)
                .toList();
    }

    /** Whichever of help and version is asked for first. */
    Optional<String> earlyExit() {
        return options.stream()
                .map(Given::name)
                .filter(name -> name.equals("help") || name.equals("version"))
                .findFirst();
    }
}
