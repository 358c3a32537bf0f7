package org.blockyard.io.tool.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.blockyard.cli.CommandLine;
import org.blockyard.cli.Flag;
import org.blockyard.io.BlockException;
import org.blockyard.option.KeyValues;
import org.blockyard.option.ReadMode;
import org.blockyard.platform.FlatPlatform;
import org.blockyard.platform.Platform;

/** Parses the command line, opens the disk and runs commands, each printing its result. */
public final class IoTool {
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
            return run(CommandLine.parse(Flags.tool(), List.of(arguments)));
        } catch (org.blockyard.cli.UsageException e) {
            err.println(e.sentence());
            out.print(Flags.help());
            return 1;
        } catch (CommandException e) {
            err.println(e.getMessage());
            return 1;
        } catch (IOException e) {
            complain(e);
            return 1;
        }
    }

    private void complain(IOException e) {
        var failure = BlockException.of(e);
        err.println("qemu-io: " + failure.sentence());
        failure.hint().ifPresent(err::println);
    }

    private int run(CommandLine line)
            throws IOException, CommandException, org.blockyard.cli.UsageException {
        if (line.has(Flag.HELP)) {
            out.print(Flags.help());
            return 0;
        }
        if (line.has(Flags.VERSION)) {
            out.println("qemu-io version 10.0.13 (blockyard)");
            return 0;
        }
        if (line.operands().size() > 1) {
            out.print(Flags.help());
            return 1;
        }
        if (line.has(Flags.IMAGE_OPTS) && line.has(Flags.FORMAT)) {
            throw CommandException.complaint("qemu-io: --image-opts and -f are mutually exclusive");
        }
        try (var platform = FlatPlatform.start();
                var disk = new Disk(platform, err)) {
            return run(line, platform, disk);
        }
    }

    private int run(CommandLine line, Platform platform, Disk disk)
            throws IOException, CommandException {
        for (var object : line.values(Flags.OBJECT)) {
            platform.objects().add(KeyValues.parse(object, Optional.of("qom-type")), ReadMode.TEXT);
        }
        if (!line.operands().isEmpty()) {
            disk.open(line);
        }
        var runner = new CommandRunner(disk, out, err);
        boolean good = true;
        if (!line.has(Flags.CMD)) {
            good = interactive(runner);
        }
        for (var command : line.values(Flags.CMD)) {
            good &= runner.run(command);
            if (runner.quit()) {
                break;
            }
        }
        runner.awaitBackground();
        return good ? 0 : 1;
    }

    private boolean interactive(CommandRunner runner) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        boolean good = true;
        while (!runner.quit()) {
            out.print("qemu-io> ");
            out.flush();
            var line = lines.readLine();
            if (line == null) {
                break;
            }
            good &= runner.run(line);
        }
        return good;
    }
}
