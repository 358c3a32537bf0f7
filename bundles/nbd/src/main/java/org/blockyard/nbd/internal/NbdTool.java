package org.blockyard.nbd.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.blockyard.cli.CommandLine;
import org.blockyard.cli.Flag;
import org.blockyard.cli.UsageException;
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
            run(Options.read(List.of(arguments)));
            return 0;
        } catch (UsageException e) {
            err.println(e.sentence());
            err.println("qemu-nbd: Try `" + e.advice() + "' for more information.");
        } catch (IOException e) {
            var failure = BlockException.of(e);
            err.println("qemu-nbd: " + failure.sentence());
            failure.hint().ifPresent(err::println);
        }
        return 1;
    }

    private void run(CommandLine line) throws IOException {
        if (line.has(Flag.HELP)) {
            out.print(Flags.help());
        } else if (line.has(Flags.VERSION)) {
            out.println("qemu-nbd 10.0.13 (blockyard)");
        } else {
            act(line);
        }
    }

    private void act(CommandLine line) throws IOException {
        var activation = Activation.of(line);
        Modes.check(line);
        if (line.has(Flags.LIST)) {
            new ExportList(line, out).print();
        } else if (line.has(Flags.DISCONNECT)) {
            var device = line.operands().getFirst();
            KernelDevice.disconnect(device);
            out.println(device + " disconnected");
        } else {
            new Server(line, activation.orElseGet(() -> Address.of(line)), err).run();
        }
    }
}
