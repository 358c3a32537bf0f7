package org.blockyard.nbd.internal;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * A parsed command line: options as getopt_long takes them (anywhere, clustered, abbreviated), and
 * operands.
 */
final class CommandLine {
    private final Map<Flag, List<String>> options = new EnumMap<>(Flag.class);
    private final List<String> operands = new ArrayList<>();

    private CommandLine() {}

    static CommandLine parse(List<String> words) throws BlockException {
        var line = new CommandLine();
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
        for (var flag : line.options.keySet()) {
            if (!flag.isThere()) {
                throw usage("--" + flag.word() + " is not supported by this version");
            }
        }
        return line;
    }

    private void takeLong(String word, List<String> rest) throws BlockException {
        int equals = word.indexOf('=');
        var name = equals < 0 ? word : word.substring(0, equals);
        var flag = Flag.of(name).orElseThrow(() -> usage("unrecognized option '--" + name + "'"));
        if (equals < 0) {
            add(flag, flag.takesValue() ? value(flag, rest) : "");
        } else if (flag.takesValue()) {
            add(flag, word.substring(equals + 1));
        } else {
            throw usage("option '--" + flag.word() + "' doesn't allow an argument");
        }
    }

    private void takeLetters(String letters, List<String> rest) throws BlockException {
        for (int i = 0; i < letters.length(); i++) {
            char letter = letters.charAt(i);
            var flag =
                    Flag.of(letter).orElseThrow(() -> usage("invalid option -- '" + letter + "'"));
            if (flag.takesValue()) {
                add(flag, i + 1 < letters.length() ? letters.substring(i + 1) : value(flag, rest));
                return;
            }
            add(flag, "");
        }
    }

    private static String value(Flag flag, List<String> rest) throws BlockException {
        if (rest.isEmpty()) {
            throw usage("option '--" + flag.word() + "' requires an argument");
        }
        return rest.removeFirst();
    }

    private void add(Flag flag, String value) {
        options.computeIfAbsent(flag, any -> new ArrayList<>()).add(value);
    }

    /** An error in the command line. */
    static BlockException usage(String sentence) {
        return new BlockException(ErrorKind.INVALID_OPTION, sentence)
                .hint("Try 'qemu-nbd --help' for more information.");
    }

    /** Whether an option was given. */
    boolean has(Flag flag) {
        return options.containsKey(flag);
    }

    /** An option's value; the last, if it was given several times. */
    Optional<String> value(Flag flag) {
        return has(flag) ? Optional.of(values(flag).getLast()) : Optional.empty();
    }

    /** All values of an option, in order. */
    List<String> values(Flag flag) {
        return options.getOrDefault(flag, List.of());
    }

    /** An option's value as a whole number that is not negative. */
    long number(Flag flag, long byDefault, long most) throws BlockException {
        var text = value(flag);
        if (text.isEmpty()) {
            return byDefault;
        }
        try {
            long number = Long.decode(text.get());
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw usage("invalid value of --" + flag.word() + ": '" + text.get() + "'");
    }

    /** What stands beside the options. */
    List<String> operands() {
        return operands;
    }
}
