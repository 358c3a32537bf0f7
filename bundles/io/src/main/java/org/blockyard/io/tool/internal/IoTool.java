package org.blockyard.io.tool.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.platform.FlatPlatform;

/** Parses the command line, opens the disk and runs commands, each printing its result. */
public final class IoTool {
    private static final String USAGE =
            """
            Usage: blockyard io [OPTIONS]... [-c STRING]... [file]

              --object OBJECTDEF   create an object, such as a secret
              --image-opts         file is an option list
              -c, --cmd STRING     run a command (may be given several times)
              -f, --format FMT     the disk's format; without it, it is probed
              -r, --read-only      open for reading only
              -n, --nocache        bypass the host's cache, short for -t none
              -m, --misalign       misalign buffers (accepted; buffers are always aligned)
              -k, --native-aio     same as -i native
              -i, --aio=MODE       threads, native or io_uring
              -t, --cache=MODE     cache mode of the disk
              -d, --discard=MODE   ignore or unmap
              -U, --force-share    open even if another process is writing
              -h, --help           print this help and exit
              -V, --version        print the version and exit

            'io -c help' lists the commands.
            """;

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    /** A tool over these streams. */
    public IoTool(InputStream in, PrintStream out, PrintStream err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /** Runs one command line and returns the exit status: 1 if any command failed. */
    public int run(String[] arguments) {
        try {
            var invocation = Invocation.parse(List.of(arguments));
            if (invocation.has("help")) {
                out.print(USAGE);
                return 0;
            }
            if (invocation.has("version")) {
                out.println("qemu-io version 10.0.13 (blockyard)");
                return 0;
            }
            return run(invocation);
        } catch (CommandException e) {
            err.println(e.getMessage());
            return 1;
        } catch (IOException e) {
            var failure = BlockException.of(e);
            err.println("qemu-io: " + failure.sentence());
            failure.hint().ifPresent(err::println);
            return 1;
        }
    }

    private int run(Invocation invocation) throws IOException, CommandException {
        try (var platform = FlatPlatform.start();
                var disk = new Disk(platform)) {
            var shell = new CommandRunner(disk, out, err);
            if (invocation.file().isPresent()) {
                open(invocation, disk);
            }
            boolean good = true;
            if (invocation.commands().isEmpty()) {
                good = interactive(shell);
            }
            for (var command : invocation.commands()) {
                good &= shell.run(command);
                if (shell.quit()) {
                    break;
                }
            }
            shell.awaitBackground();
            return good && shell.allGood() ? 0 : 1;
        }
    }

    private static void open(Invocation invocation, Disk disk)
            throws IOException, CommandException {
        try {
            disk.open(invocation);
        } catch (IOException e) {
            throw BlockException.of(e)
                    .prefix("can't open device " + invocation.file().orElse("") + ": ");
        }
    }

    private boolean interactive(CommandRunner shell) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        boolean good = true;
        while (!shell.quit()) {
            out.print("qemu-io> ");
            out.flush();
            var line = lines.readLine();
            if (line == null) {
                break;
            }
            good &= shell.run(line);
        }
        return good;
    }

    /** An error in the command line. */
    static BlockException usage(String sentence) {
        return new BlockException(ErrorKind.INVALID_OPTION, sentence)
                .hint("Try 'qemu-io --help' for more information.");
    }
}
