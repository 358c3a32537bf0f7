package org.blockyard.io.tool.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.blockyard.io.BlockException;
import org.blockyard.option.Sizes;

/**
 * A command.
 *
 * @param name its name
 * @param shortName its short name, or empty
 * @param letters its option letters as getopt writes them: a colon follows those that take a value
 * @param least the fewest operands
 * @param most the most operands
 * @param usage its operands and options, for help
 * @param purpose what it does, for help
 * @param action does it
 */
record Command(
        String name,
        String shortName,
        String letters,
        int least,
        int most,
        String usage,
        String purpose,
        Action action) {

    private static final Set<String> WRITING =
            Set.of("aio_write", "discard", "truncate", "write", "writev");

    /** What a command does. */
    interface Action {
        void run(Arguments arguments, CommandRunner runner)
                throws IOException, CommandException, UsageException;
    }

    /** A command's options and operands. */
    record Arguments(Map<Character, String> options, List<String> operands) {
        boolean has(char letter) {
            return options.containsKey(letter);
        }

        Optional<String> value(char letter) {
            return Optional.ofNullable(options.get(letter));
        }

        String operand(int index) {
            return operands.get(index);
        }

        /** An operand as a size. */
        long size(int index) throws CommandException {
            return Command.size(operand(index));
        }

        /** An option's value as a size. */
        long size(char letter, long otherwise) throws CommandException {
            var text = options.get(letter);
            return text == null ? otherwise : Command.size(text);
        }
    }

    static long size(String text) throws CommandException {
        try {
            return Sizes.parse(text);
        } catch (BlockException e) {
            throw new CommandException(
                    "Parsing error: non-numeric argument, or extraneous/unrecognized suffix -- "
                            + text);
        }
    }

    Arguments parse(List<String> words) throws CommandException, UsageException {
        var options = new HashMap<Character, String>();
        var operands = new ArrayList<String>();
        for (int i = 0; i < words.size(); i++) {
            var word = words.get(i);
            if (!word.startsWith("-") || word.length() < 2) {
                operands.add(word);
                continue;
            }
            for (int j = 1; j < word.length(); j++) {
                char letter = word.charAt(j);
                int known = letters.indexOf(letter);
                if (known < 0 || letter == ':') {
                    throw wrong("invalid option -- '" + letter + "'");
                }
                boolean takesValue =
                        known + 1 < letters.length() && letters.charAt(known + 1) == ':';
                if (!takesValue) {
                    options.put(letter, "");
                    continue;
                }
                if (j + 1 < word.length()) {
                    options.put(letter, word.substring(j + 1));
                } else if (++i < words.size()) {
                    options.put(letter, words.get(i));
                } else {
                    throw wrong("option requires an argument -- '" + letter + "'");
                }
                break;
            }
        }
        checkCount(operands.size());
        return new Arguments(options, operands);
    }

    private UsageException wrong(String sentence) {
        return new UsageException(name + ": " + sentence);
    }

    private void checkCount(int count) throws CommandException {
        if (count >= least && count <= most) {
            return;
        }
        var expected =
                most == Integer.MAX_VALUE
                        ? "at least " + least + " arguments"
                        : least == most
                                ? least + " arguments"
                                : "between " + least + " and " + most + " arguments";
        throw CommandException.complaint(
                "bad argument count " + count + " to " + name + ", expected " + expected);
    }

    /** Whether the disk must be open for writing. */
    boolean writes() {
        return WRITING.contains(name);
    }

    String synopsis() {
        return (name + " " + usage).strip() + " -- " + purpose;
    }
}
