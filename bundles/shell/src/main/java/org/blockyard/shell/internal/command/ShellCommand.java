package org.blockyard.shell.internal.command;

import java.io.IOException;
import java.util.List;

/** A command of the shell. Stateless; any thread. */
public interface ShellCommand {
    /** Its name. */
    String name();

    /** What it does, in one line. */
    String summary();

    /** How it is called and what its arguments mean, in lines of at most 80 columns. */
    String usage();

    /** Does it. */
    void run(Invocation invocation) throws IOException;

    /**
     * What may stand at the end of a line.
     *
     * @param before the arguments before it
     * @param word what is there of the word already
     */
    default List<Suggestion> complete(List<String> before, String word) {
        return List.of();
    }
}
