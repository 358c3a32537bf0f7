package org.blockyard.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A parsed command line: the options in their order, and the operands. Immutable. */
public final class CommandLine {
    /**
     * An option as it was given.
     *
     * @param flag the option
     * @param value its value, or empty if it takes none
     */
    public record Given(Flag flag, String value) {}

    /** Sees the options while a command line is read. */
    @FunctionalInterface
    public interface Reader<E extends Exception> {
        /** Takes an option; what follows it is not read if this says no. */
        boolean take(Given option) throws E;
    }

    private final Grammar grammar;
    private final List<Given> given = new ArrayList<>();
    private final List<String> operands = new ArrayList<>();

    private CommandLine(Grammar grammar) {
        this.grammar = grammar;
    }

    /**
     * Reads a command line.
     *
     * @throws UsageException worded as the C library words it
     */
    public static CommandLine parse(Grammar grammar, List<String> words) throws UsageException {
        return parse(grammar, words, option -> true);
    }

    /**
     * Reads a command line and shows each option to the reader before what follows is looked at, so
     * that of several faults the first is told of.
     *
     * @throws UsageException worded as the C library words it
     * @throws E what the reader throws
     */
    public static <E extends Exception> CommandLine parse(
            Grammar grammar, List<String> words, Reader<E> reader) throws UsageException, E {
        var line = new CommandLine(grammar);
        var rest = new ArrayList<>(words);
        boolean goesOn = true;
        while (goesOn && !rest.isEmpty()) {
            var word = rest.removeFirst();
            if (word.equals("--")) {
                line.operands.addAll(rest);
                break;
            } else if (word.startsWith("--")) {
                line.takeLong(word.substring(2), rest);
                goesOn = reader.take(line.given.getLast());
            } else if (word.length() > 1 && word.charAt(0) == '-') {
                var letters = word.substring(1);
                while (goesOn && !letters.isEmpty()) {
                    letters = line.takeLetter(letters, rest);
                    goesOn = reader.take(line.given.getLast());
                }
            } else {
                line.operands.add(word);
            }
        }
        return line;
    }

    private void takeLong(String word, List<String> rest) throws UsageException {
        int equals = word.indexOf('=');
        var flag = grammar.word(equals < 0 ? word : word.substring(0, equals), word);
        if (equals >= 0) {
            if (!flag.takesValue() && !flag.mayTakeValue()) {
                throw grammar.wrong("option '--" + flag.name() + "' doesn't allow an argument");
            }
            add(flag, word.substring(equals + 1));
        } else if (flag.takesValue()) {
            add(flag, next(rest, "option '--" + flag.name() + "' requires an argument"));
        } else {
            add(flag, "");
        }
    }

    /** Takes the first of some letters, and tells which are left of them. */
    private String takeLetter(String letters, List<String> rest) throws UsageException {
        var flag = grammar.letter(letters.charAt(0));
        var behind = letters.substring(1);
        if (!flag.takesValue()) {
            add(flag, "");
            return behind;
        }
        add(
                flag,
                behind.isEmpty()
                        ? next(rest, "option requires an argument -- '" + flag.letter() + "'")
                        : behind);
        return "";
    }

    private String next(List<String> rest, String complaint) throws UsageException {
        if (rest.isEmpty()) {
            throw grammar.wrong(complaint);
        }
        return rest.removeFirst();
    }

    private void add(Flag flag, String value) {
        given.add(new Given(flag, value));
    }

    /** What it was read by. */
    public Grammar grammar() {
        return grammar;
    }

    /** All options, in the order in which they were given. */
    public List<Given> given() {
        return given;
    }

    /** Whether an option was given. */
    public boolean has(Flag flag) {
        for (var one : given) {
            if (one.flag().is(flag)) {
                return true;
            }
        }
        return false;
    }

    /** An option's value; the last, if it was given several times. */
    public Optional<String> value(Flag flag) {
        for (int i = given.size() - 1; i >= 0; i--) {
            if (given.get(i).flag().is(flag)) {
                return Optional.of(given.get(i).value());
            }
        }
        return Optional.empty();
    }

    /** All values of an option, in order. */
    public List<String> values(Flag flag) {
        var values = new ArrayList<String>();
        for (var one : given) {
            if (one.flag().is(flag)) {
                values.add(one.value());
            }
        }
        return values;
    }

    /** What stands beside the options, in order. */
    public List<String> operands() {
        return operands;
    }
}
