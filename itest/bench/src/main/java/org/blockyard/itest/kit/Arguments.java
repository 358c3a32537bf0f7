package org.blockyard.itest.kit;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The options of one benchmark: each has a name, a value and a default. */
public final class Arguments {
    private final String usage;
    private final Map<String, String> values;

    /**
     * Reads a command line.
     *
     * @param usage what is said where it can't be understood
     * @param defaults every option with its default; empty for none
     * @throws IllegalArgumentException with the usage
     */
    public Arguments(String usage, Map<String, String> defaults, List<String> arguments) {
        this.usage = usage;
        this.values = new TreeMap<>(defaults);
        for (int i = 0; i < arguments.size(); i += 2) {
            if (!defaults.containsKey(arguments.get(i)) || i + 1 == arguments.size()) {
                throw misuse();
            }
            values.put(arguments.get(i), arguments.get(i + 1));
        }
    }

    /** The value of an option. */
    public String text(String option) {
        return values.getOrDefault(option, "");
    }

    /** The value of an option that takes one of some words. */
    public String word(String option, List<String> words) {
        if (!words.contains(text(option))) {
            throw misuse();
        }
        return text(option);
    }

    /** The value of an option that is a whole number, and at least so much. */
    public int number(String option, int least) {
        int number;
        try {
            number = Integer.parseInt(text(option));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + ": not a number", e);
        }
        if (number < least) {
            throw misuse();
        }
        return number;
    }

    /** The value of an option that is a number of seconds or minutes. */
    public double duration(String option) {
        double number;
        try {
            number = Double.parseDouble(text(option));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + ": not a number", e);
        }
        if (!(number > 0 && number <= 100_000)) {
            throw misuse();
        }
        return number;
    }

    /** The value of an option that is a file, if it was given. */
    public Optional<Path> file(String option) {
        return text(option).isEmpty() ? Optional.empty() : Optional.of(Path.of(text(option)));
    }

    /** What is thrown for a command line that can't be understood. */
    public IllegalArgumentException misuse() {
        return new IllegalArgumentException("usage: " + usage);
    }
}
