package org.blockyard.img.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.blockyard.cli.CommandLine;
import org.blockyard.cli.Flag;
import org.blockyard.cli.UsageException;

/** One of the things that {@code img} does. */
interface Subcommand {
    /** Its name on the command line. */
    String name();

    /** What it is for, in one line. */
    String purpose();

    /** The names of its operands, for help. */
    String operands();

    /** Its options. */
    List<Flag> flags();

    /** The words of the command line as they are to be read. */
    default List<String> arrange(List<String> words) {
        return words;
    }

    /** Does it; returns the exit status. */
    int run(CommandLine line, Session session) throws IOException, UsageException;

    /** The exit status of a failure that has none of its own. */
    default int failureStatus() {
        return 1;
    }

    /** The text of {@code --help}. */
    default String help() {
        var text = new StringBuilder();
        text.append(purpose()).append(".  Usage:\n\n  img ").append(name()).append(" [options] ");
        text.append(operands()).append("\n\nOptions:\n");
        var all = new ArrayList<Flag>();
        all.add(Flag.HELP);
        all.addAll(flags());
        for (var flag : all) {
            text.append("  ")
                    .append(flag.synopsis())
                    .append("\n     ")
                    .append(flag.doc())
                    .append('\n');
        }
        return text.toString();
    }
}
