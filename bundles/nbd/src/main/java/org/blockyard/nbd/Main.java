package org.blockyard.nbd;

import org.blockyard.nbd.internal.NbdTool;
import org.blockyard.posix.Posix;

/** Where the tool starts. */
public final class Main {
    private Main() {}

    /** Serves a disk, or lists what a server serves, and ends the process with its exit status. */
    public static void main(String[] arguments) {
        Posix.prepare();
        int status = new NbdTool(System.out, System.err).run(arguments);
        System.out.flush();
        System.err.flush();
        // the disk is closed and flushed by now; a signal's hook, if one came, waits for this
        Runtime.getRuntime().halt(status);
    }
}
