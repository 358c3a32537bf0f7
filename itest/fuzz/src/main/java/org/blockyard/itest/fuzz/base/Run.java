package org.blockyard.itest.fuzz.base;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.blockyard.img.internal.Img;
import org.blockyard.io.tool.internal.IoTool;
import org.blockyard.itest.kit.Programs;

/** Runs tools: the peer's as processes, ours within this one unless they are to be killed. */
public final class Run {
    private static final long LIMIT_SECONDS = 180;
    private static final int TRIES = 20;
    private static final DriverFailures DRIVERS = DriverFailures.heard();

    private Run() {}

    /**
     * What a tool did.
     *
     * @param status its exit status
     * @param out what it printed
     * @param err what it complained of
     */
    public record Outcome(int status, String out, String err) {
        /** The lines without what depends on time. */
        public String plain() {
            return out.replaceAll("[\\d:]+\\.\\d\\d( sec)? \\(.*\\)", "T");
        }
    }

    /** Runs one of our tools, {@code io} or {@code img}. */
    public static Outcome ours(String tool, List<String> arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
        var errStream = new PrintStream(err, true, StandardCharsets.UTF_8);
        var words = arguments.toArray(String[]::new);
        int status;
        try {
            status =
                    tool.equals("io")
                            ? new IoTool(InputStream.nullInputStream(), outStream, errStream)
                                    .run(words)
                            : new Img(outStream, errStream).run(words);
        } catch (RuntimeException | Error e) {
            throw new Finding(tool + " " + String.join(" ", words) + " threw", e);
        }
        DRIVERS.rethrow(tool + " " + String.join(" ", words));
        return new Outcome(
                status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Runs the peer's tool of the same purpose. */
    public static Outcome peer(Path folder, String tool, List<String> arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("qemu-" + tool));
        command.addAll(arguments);
        var outcome = process(folder, command);
        for (int i = 1; i < TRIES && Programs.tooBusy(outcome.err()); i++) {
            outcome = process(folder, command);
        }
        return outcome;
    }

    /** Runs one of our tools as a process. */
    public static Outcome oursAlone(Path folder, String tool, List<String> arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(product(), tool));
        command.addAll(arguments);
        var outcome = process(folder, command);
        if (outcome.err().matches(DriverFailures.SENTENCE)) {
            throw new Finding(String.join(" ", command) + ": " + outcome);
        }
        return outcome;
    }

    /** The script that starts the product. */
    public static String product() {
        return Path.of(System.getProperty("root", "."), "blockyard").toAbsolutePath().toString();
    }

    private static Outcome process(Path folder, List<String> command)
            throws IOException, InterruptedException {
        var out = folder.resolve("out").toFile();
        var err = folder.resolve("err").toFile();
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("BLOCKYARD_NO_BUILD", "1");
        builder.redirectOutput(out).redirectError(err);
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        var process = builder.start();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new Finding(String.join(" ", command) + " does not end");
        }
        return new Outcome(
                process.exitValue(),
                java.nio.file.Files.readString(out.toPath()),
                java.nio.file.Files.readString(err.toPath()));
    }
}
