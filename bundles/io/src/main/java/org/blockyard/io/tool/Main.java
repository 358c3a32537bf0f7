package org.blockyard.io.tool;

import org.blockyard.io.tool.internal.IoTool;
import org.blockyard.posix.Posix;

/** Where the tool starts. */
public final class Main {
    private Main() {}

    /**
     * Runs the commands given, or those read from standard input, and ends the process with its
     * exit status.
     */
    public static void main(String[] arguments) {
        Posix.prepare();
        int status = new IoTool(System.in, System.out, System.err).run(arguments);
        System.out.flush();
        System.err.flush();
        // the disk is closed and flushed by now: nothing is gained by an orderly end of the machine
        Runtime.getRuntime().halt(status);
    }
}
