package org.blockyard.io.tool.internal;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.blockyard.cli.CommandLine;
import org.blockyard.cli.Flag;
import org.blockyard.cli.Grammar;
import org.blockyard.io.BlockException;
import org.blockyard.option.Sizes;

/**
 * A command.
 *
 * @param name its name
 * @param shortName its short name, or empty
 * @param flags its options; if it has none, all words are operands
 * @param words how many words may follow it
 * @param operands how many of them may be operands
 * @param usage its operands and options, for help
 * @param purpose what it does, for help
 * @param action does it
 */
record Command(
        String name,
        String shortName,
        List<Flag> flags,
        Count words,
        Count operands,
        String usage,
        String purpose,
        Action action) {

    private static final Set<String> WRITING =
            Set.of(
                    "aio_write",
                    "discard",
                    "truncate",
                    "write",
                    "writev",
                    "zone_open",
                    "zone_close",
                    "zone_finish",
                    "zone_reset",
                    "zone_append");

    private static final Set<String> WITHOUT_DISK =
            Set.of("abort", "help", "open", "quit", "sigraise", "sleep");

    /** How many there may be. */
    record Count(int least, int most) {
        static final Count NONE = new Count(0, 0);
        static final Count ANY = new Count(0, Integer.MAX_VALUE);

        static Count exactly(int number) {
            return new Count(number, number);
        }

        static Count atLeast(int number) {
            return new Count(number, Integer.MAX_VALUE);
        }

        boolean has(int number) {
            return number >= least && number <= most;
        }

        @Override
        public String toString() {
            if (most == Integer.MAX_VALUE) {
                return "at least " + least + " arguments";
            }
            return least == most
                    ? least + " arguments"
                    : "between " + least + " and " + most + " arguments";
        }
    }

    /** What a command does. */
    interface Action {
        void run(Arguments arguments, CommandRunner runner)
                throws IOException, CommandException, UsageException;
    }

    /** A command's options and operands. */
    record Arguments(CommandLine line) {
        boolean has(char letter) {
            return value(letter).isPresent();
        }

        /** The value that was given last; empty text for an option without one. */
        Optional<String> value(char letter) {
            Optional<String> value = Optional.empty();
            for (var given : line.given()) {
                if (given.flag().letter() == letter) {
                    value = Optional.of(given.value());
                }
            }
            return value;
        }

        List<String> operands() {
            return line.operands();
        }

        String operand(int index) {
            return operands().get(index);
        }

        /** An operand as a size. */
        long size(int index) throws CommandException {
            return Command.size(operand(index));
        }

        /** An option's value as a size. */
        long size(char letter, long otherwise) throws CommandException {
            var text = value(letter);
            return text.isEmpty() ? otherwise : Command.size(text.get());
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

    /** Reads the words that follow the command, which was called by that name. */
    Arguments parse(String called, List<String> given) throws CommandException, UsageException {
        if (!words.has(given.size())) {
            throw CommandException.complaint(
                    "bad argument count " + given.size() + " to " + called + ", expected " + words);
        }
        CommandLine line;
        try {
            var grammar = new Grammar(called, "", flags);
            line = CommandLine.parse(grammar, flags.isEmpty() ? operandsOnly(given) : given);
        } catch (org.blockyard.cli.UsageException e) {
            throw new UsageException(e.sentence());
        }
        if (!operands.has(line.operands().size())) {
            throw new UsageException("");
        }
        return new Arguments(line);
    }

    private static List<String> operandsOnly(List<String> words) {
        var all = new java.util.ArrayList<>(words);
        all.addFirst("--");
        return all;
    }

    /** Whether the disk must be open for writing. */
    boolean writes() {
        return WRITING.contains(name);
    }

    /** Whether a disk must be open. */
    boolean needsDisk() {
        return !WITHOUT_DISK.contains(name);
    }

    String synopsis(String called) {
        return (usage.isEmpty() ? called : called + " " + usage.strip()) + " -- " + purpose;
    }
}
