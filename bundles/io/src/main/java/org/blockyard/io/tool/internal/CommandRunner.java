package org.blockyard.io.tool.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockyard.io.BlockException;

/** Runs commands by name; keeps what runs in the background. */
final class CommandRunner {
    private final Map<String, Command> commands = new LinkedHashMap<>();
    private final Disk disk;
    private final PrintStream out;
    private final PrintStream err;
    private final List<Thread> background = new ArrayList<>();
    private boolean quit;

    CommandRunner(Disk disk, PrintStream out, PrintStream err) {
        this.disk = disk;
        this.out = out;
        this.err = err;
        for (var command : Commands.all()) {
            commands.put(command.name(), command);
            if (!command.shortName().isEmpty()) {
                commands.put(command.shortName(), command);
            }
        }
    }

    /** Runs one line; returns whether it succeeded. */
    boolean run(String line) {
        var words = List.of(line.strip().split("\\s+"));
        if (words.getFirst().isEmpty()) {
            return true;
        }
        var command = commands.get(words.getFirst());
        if (command == null) {
            err.println("command \"" + words.getFirst() + "\" not found");
            return false;
        }
        try {
            if (command.needsDisk()) {
                disk.lane();
            }
            var arguments = command.parse(words.getFirst(), words.subList(1, words.size()));
            if (command.writes() && disk.user().node().readOnly()) {
                throw CommandException.complaint("qemu-io: Block node is read-only");
            }
            command.action().run(arguments, this);
            return true;
        } catch (CommandException e) {
            say(e);
            return false;
        } catch (UsageException e) {
            if (e.getMessage() instanceof String sentence && !sentence.isEmpty()) {
                err.println(sentence);
            }
            out.println(command.synopsis(words.getFirst()));
            return false;
        } catch (IOException e) {
            out.println(command.name() + " failed: " + sentence(e));
            return false;
        } finally {
            out.flush();
        }
    }

    /** A command that said all itself ends with an empty sentence. */
    private void say(CommandException e) {
        var sentence = e.getMessage();
        if (sentence != null && !sentence.isEmpty()) {
            (e.result() ? out : err).println(sentence);
        }
    }

    /** The sentence of a failure, in the words of the error number where scripts know them. */
    static String sentence(IOException e) {
        var failure = BlockException.of(e);
        return switch (failure.kind()) {
            case IO, OUT_OF_RANGE -> "Input/output error";
            case NO_SPACE -> "No space left on device";
            case READ_ONLY -> "Operation not permitted";
            case UNSUPPORTED -> "Operation not supported";
            case INVALID_OPTION -> "Invalid argument";
            default -> failure.sentence();
        };
    }

    /**
     * Runs work in the background; {@code aio_flush} and the end wait for it. As with qemu-io, its
     * failure is printed but does not change the exit status.
     */
    void start(Work work, String name) {
        background.add(
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        work.run();
                                    } catch (UsageException e) {
                                        err.println(e.getMessage());
                                    } catch (CommandException e) {
                                        say(e);
                                    } catch (IOException e) {
                                        out.println(name + " failed: " + sentence(e));
                                    }
                                }));
    }

    /** Waits for all that runs in the background. */
    void awaitBackground() throws IOException {
        for (var thread : background) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
            }
        }
        background.clear();
    }

    void requestQuit() {
        quit = true;
    }

    boolean quit() {
        return quit;
    }

    Disk disk() {
        return disk;
    }

    PrintStream out() {
        return out;
    }

    /** Prints what commands there are, or about one. */
    void help(List<String> names) throws CommandException {
        if (names.isEmpty()) {
            Commands.all().forEach(c -> out.println(c.synopsis(c.name())));
            out.println("\nUse 'help commandname' for extended help.");
            return;
        }
        var command = commands.get(names.getFirst());
        if (command == null) {
            throw new CommandException("command " + names.getFirst() + " not found");
        }
        out.println(command.synopsis(names.getFirst()));
        var text = HelpTexts.of(command.name());
        if (!text.isEmpty()) {
            out.println("\n" + text);
        }
    }

    /** Work that may fail. */
    interface Work {
        void run() throws IOException, CommandException, UsageException;
    }
}
