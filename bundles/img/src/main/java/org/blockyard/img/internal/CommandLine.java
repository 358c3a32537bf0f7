package org.blockyard.img.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A parsed command line: options as getopt_long takes them (anywhere, clustered, abbreviated), and
 * operands.
 */
final class CommandLine {
    private final Subcommand command;
    private final Map<String, List<String>> options = new HashMap<>();
    private final List<String> operands = new ArrayList<>();

    private CommandLine(Subcommand command) {
        this.command = command;
    }

    static CommandLine parse(Subcommand command, List<String> words) throws UsageException {
        var line = new CommandLine(command);
        var rest = new ArrayList<>(words);
        while (!rest.isEmpty()) {
            var word = rest.removeFirst();
            if (word.equals("--")) {
                line.operands.addAll(rest);
                break;
            } else if (word.startsWith("--")) {
                line.takeLong(word.substring(2), rest);
            } else if (word.length() > 1 && word.charAt(0) == '-') {
                line.takeLetters(word.substring(1), rest);
            } else {
                line.operands.add(word);
            }
        }
        return line;
    }

    private void takeLong(String word, List<String> rest) throws UsageException {
        int equals = word.indexOf('=');
        var name = equals < 0 ? word : word.substring(0, equals);
        var flag = findLong(name);
        if (!flag.takesValue()) {
            if (equals >= 0) {
                throw wrong("option '--" + flag.name() + "' doesn't allow an argument");
            }
            add(flag, "");
        } else if (equals >= 0) {
            add(flag, word.substring(equals + 1));
        } else if (rest.isEmpty()) {
            throw wrong("option '--" + flag.name() + "' requires an argument");
        } else {
            add(flag, rest.removeFirst());
        }
    }

    private Flag findLong(String name) throws UsageException {
        var candidates = new ArrayList<Flag>();
        for (var flag : flags()) {
            if (flag.name().equals(name)) {
                return flag;
            }
            if (flag.name().startsWith(name)) {
                candidates.add(flag);
            }
        }
        if (candidates.size() == 1) {
            return candidates.getFirst();
        }
        throw wrong("unrecognized option '--" + name + "'");
    }

    private void takeLetters(String letters, List<String> rest) throws UsageException {
        for (int i = 0; i < letters.length(); i++) {
            var flag = findLetter(letters.charAt(i));
            if (!flag.takesValue()) {
                add(flag, "");
            } else if (i + 1 < letters.length()) {
                add(flag, letters.substring(i + 1));
                return;
            } else if (rest.isEmpty()) {
                throw wrong("option requires an argument -- '" + flag.letter() + "'");
            } else {
                add(flag, rest.removeFirst());
                return;
            }
        }
    }

    private Flag findLetter(char letter) throws UsageException {
        for (var flag : flags()) {
            if (flag.letter() == letter) {
                return flag;
            }
        }
        throw wrong("invalid option -- '" + letter + "'");
    }

    private List<Flag> flags() {
        var all = new ArrayList<>(command.flags());
        all.add(Flag.HELP);
        return all;
    }

    private void add(Flag flag, String value) {
        options.computeIfAbsent(flag.name(), k -> new ArrayList<>()).add(value);
    }

    /** A complaint about the command line, with advice where to find more. */
    UsageException usage(String sentence) {
        return new UsageException("qemu-img: " + sentence, advice());
    }

    /** A complaint as the C library words it. */
    private UsageException wrong(String sentence) {
        return new UsageException("qemu-img " + command.name() + ": " + sentence, advice());
    }

    private String advice() {
        return "qemu-img " + command.name() + " --help";
    }

    /** Whether an option was given. */
    boolean has(String name) {
        return options.containsKey(name);
    }

    /** An option's value; the last, if it was given several times. */
    Optional<String> value(String name) {
        return has(name) ? Optional.of(values(name).getLast()) : Optional.empty();
    }

    /** All values of an option, in order. */
    List<String> values(String name) {
        return options.getOrDefault(name, List.of());
    }

    /** The operands, in order. */
    List<String> operands() {
        return operands;
    }

    /** The operands, which must be that many. */
    List<String> operands(int least, int most, String expected) throws StatusException {
        if (operands.size() < least || operands.size() > most) {
            throw new StatusException(1, expected + "\nTry '" + advice() + "' for more info");
        }
        return operands;
    }
}
