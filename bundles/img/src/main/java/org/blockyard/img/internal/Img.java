package org.blockyard.img.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.blockyard.cli.CommandLine;
import org.blockyard.cli.Flag;
import org.blockyard.cli.Grammar;
import org.blockyard.cli.UsageException;
import org.blockyard.io.BlockException;
import org.blockyard.platform.FlatPlatform;

/**
 * Finds the subcommand, gives it its arguments and the platform, and turns failures into sentences
 * and exit statuses.
 */
public final class Img {
    private static final String VERSION = "10.0.13";

    private static final List<Subcommand> COMMANDS =
            List.of(
                    new Amend(),
                    new Bench(),
                    new Bitmaps(),
                    new Check(),
                    new Commit(),
                    new Compact(),
                    new Compare(),
                    new Convert(),
                    new Create(),
                    new Dd(),
                    new Info(),
                    new MapOut(),
                    new Measure(),
                    new Rebase(),
                    new Resize(),
                    new Snapshots());

    private final PrintStream out;
    private final PrintStream err;

    /** A tool that prints to these. */
    public Img(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Runs one command line and returns the exit status. */
    public int run(String[] arguments) {
        try {
            return dispatch(arguments);
        } catch (UsageException e) {
            out.flush();
            err.println(e.sentence());
            err.println("Try '" + e.advice() + "' for more info");
            return 1;
        }
    }

    private int dispatch(String[] given) throws UsageException {
        var arguments = withoutTrace(given);
        if (arguments.length == 0) {
            throw new UsageException("qemu-img: Not enough arguments", "qemu-img --help");
        }
        var name = arguments[0];
        refuseUnknownOption(name);
        switch (name) {
            case "-h", "--help" -> {
                help();
                return 0;
            }
            case "-V", "--version" -> {
                out.println("qemu-img version " + VERSION + " (blockyard)");
                return 0;
            }
            default -> {
                // fall through to the subcommands
            }
        }
        for (var command : COMMANDS) {
            if (command.name().equals(name)) {
                return runCommand(command, List.of(arguments).subList(1, arguments.length));
            }
        }
        throw new UsageException("qemu-img: Command not found: " + name, "qemu-img --help");
    }

    private static void refuseUnknownOption(String word) throws UsageException {
        boolean known = List.of("-h", "--help", "-V", "--version").contains(word);
        if (word.length() < 2 || word.charAt(0) != '-' || known) {
            return;
        }
        var complaint =
                word.equals("-T") || word.equals("--trace")
                        ? "option requires an argument -- 'T'"
                        : word.startsWith("--")
                                ? "unrecognized option '" + word + "'"
                                : "invalid option -- '" + word.charAt(1) + "'";
        throw new UsageException("qemu-img: " + complaint, "qemu-img --help");
    }

    /** Tracing is taken and does nothing: there are no trace points by QEMU's names. */
    private static String[] withoutTrace(String[] given) {
        int from = 0;
        while (from < given.length && isTrace(given[from])) {
            boolean valueApart = given[from].equals("-T") || given[from].equals("--trace");
            if (valueApart && from + 1 == given.length) {
                break; // a value is missing
            }
            from += valueApart ? 2 : 1;
        }
        return Arrays.copyOfRange(given, from, given.length);
    }

    private static boolean isTrace(String word) {
        return word.startsWith("-T") || word.equals("--trace") || word.startsWith("--trace=");
    }

    private int runCommand(Subcommand command, List<String> rest) throws UsageException {
        var flags = new ArrayList<>(command.flags());
        flags.add(Flag.HELP);
        var program = "qemu-img " + command.name();
        var line =
                CommandLine.parse(
                        new Grammar(program, program + " --help", flags), command.arrange(rest));
        if (line.has(Flag.HELP)) {
            out.print(command.help());
            return 0;
        }
        try (var platform = FlatPlatform.start();
                var images = new Images(platform, line, err)) {
            return command.run(line, new Session(platform, images, out, err));
        } catch (StatusException e) {
            e.message().ifPresent(this::complain);
            return e.status();
        } catch (IOException e) {
            complain(BlockException.of(e));
            return command.failureStatus();
        }
    }

    private void complain(String sentence) {
        out.flush();
        err.println("qemu-img: " + sentence);
    }

    private void complain(BlockException failure) {
        complain(failure.sentence());
        failure.hint().ifPresent(err::println);
    }

    private void help() {
        out.println("blockyard img: disk image utility");
        out.println("Usage: img [-h | -V | -T TRACE] COMMAND [options]");
        out.println();
        out.println("Commands (img COMMAND --help tells more):");
        var lines = new TreeMap<String, String>();
        COMMANDS.forEach(c -> lines.put(c.name(), c.purpose()));
        lines.forEach((name, purpose) -> out.println("  " + name + " - " + purpose));
        formats().ifPresent(names -> out.println("\nSupported image formats:\n  " + names));
    }

    private static Optional<String> formats() {
        try (var platform = FlatPlatform.start()) {
            var names =
                    platform.graph().drivers().stream()
                            .map(d -> d.name())
                            .distinct()
                            .sorted()
                            .toList();
            return Optional.of(String.join(" ", names));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
