package org.blockyard.nbd.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.blockyard.io.BlockException;

/** Parses the command line and does what it says. */
public final class NbdTool {
    private final PrintStream out;
    private final PrintStream err;

    /** A tool over these streams. */
    public NbdTool(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Runs one command line and returns the exit status. */
    public int run(String[] arguments) {
        try {
            return run(CommandLine.parse(List.of(arguments)));
        } catch (IOException e) {
            var failure = BlockException.of(e);
            err.println("qemu-nbd: " + failure.sentence());
            failure.hint().ifPresent(err::println);
            return 1;
        }
    }

    private int run(CommandLine line) throws IOException {
        if (line.has(Flag.HELP)) {
            help();
        } else if (line.has(Flag.VERSION)) {
            out.println("qemu-nbd 10.0.13 (blockyard)");
        } else if (line.has(Flag.LIST)) {
            new ExportList(line, out).print();
        } else {
            Server.of(line).run();
        }
        return 0;
    }

    private void help() {
        out.println("Usage: blockyard nbd [OPTIONS] FILE");
        out.println("  or:  blockyard nbd -L [OPTIONS]");
        out.println();
        for (var flag : Flag.values()) {
            if (flag.isThere()) {
                out.print(flag.help());
            }
        }
    }
}
