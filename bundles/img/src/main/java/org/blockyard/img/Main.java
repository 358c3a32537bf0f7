package org.blockyard.img;

import java.io.PrintStream;
import org.blockyard.img.internal.Img;
import org.blockyard.posix.Posix;

/** Where the tool starts. */
public final class Main {
    private Main() {}

    /** Has begun what takes its time by itself. */
    static void prepare() {
        Posix.prepare();
    }

    /** Runs one subcommand and ends the process with its exit status. */
    public static void main(String[] arguments) {
        prepare();
        int status = new Img(System.out, System.err).run(arguments);
        System.out.flush();
        System.err.flush();
        // all is closed and flushed by now: nothing is gained by an orderly end of the machine
        Runtime.getRuntime().halt(status);
    }

    /**
     * Runs one subcommand; the training run does it, too, so that all of the way is in the cache.
     */
    static int run(PrintStream out, PrintStream err, String... arguments) {
        Posix.prepare();
        return new Img(out, err).run(arguments);
    }
}
