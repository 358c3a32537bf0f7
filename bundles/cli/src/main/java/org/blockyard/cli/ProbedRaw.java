package org.blockyard.cli;

import java.io.PrintStream;
import org.blockyard.graph.BlockNode;

/**
 * The warning of a format that was guessed: whatever a guest writes to the start of a raw disk may
 * look like another format the next time, so what is written there is restricted.
 */
public final class ProbedRaw {
    private ProbedRaw() {}

    /**
     * Prints it if it applies.
     *
     * @param formatSaid whether the user named the format
     */
    public static void warn(BlockNode node, boolean formatSaid, PrintStream err) {
        if (formatSaid || node.readOnly() || !node.driver().equals("raw")) {
            return;
        }
        err.println(
                "WARNING: Image format was not specified for '"
                        + node.fileName()
                        + "' and probing guessed raw.\n"
                        + "         Automatically detecting the format is dangerous for raw images,"
                        + " write operations on block 0 will be restricted.\n"
                        + "         Specify the 'raw' format explicitly to remove the"
                        + " restrictions.");
    }
}
