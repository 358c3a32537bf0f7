package org.blockyard.img;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import org.blockyard.img.internal.Img;
import org.blockyard.posix.Posix;

/** Where the tool starts. */
public final class Main {
    private static final int BUFFER = 1 << 16;

    private Main() {}

    /** Has begun what takes its time by itself. */
    static void prepare() {
        Posix.prepare();
    }

    /** Runs one subcommand and ends the process with its exit status. */
    public static void main(String[] arguments) {
        prepare();
        var out = buffered(FileDescriptor.out);
        int status = new Img(out, System.err).run(arguments);
        out.flush();
        System.err.flush();
        // all is closed and flushed by now: nothing is gained by an orderly end of the machine
        Runtime.getRuntime().halt(status);
    }

    /** Java's own stream makes a system call of each piece of a line. */
    static PrintStream buffered(FileDescriptor descriptor) {
        var bytes = new BufferedOutputStream(new FileOutputStream(descriptor), BUFFER);
        return new PrintStream(bytes, false, System.out.charset());
    }
}
