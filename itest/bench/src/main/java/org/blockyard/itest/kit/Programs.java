package org.blockyard.itest.kit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Programs that are run as processes. */
public final class Programs {
    private static final int TRIES = 20;

    private Programs() {}

    /** Whether a program can be run: by its path, or found on the {@code PATH}. */
    public static boolean exists(String program) {
        if (program.contains("/")) {
            return Files.isExecutable(Path.of(program));
        }
        for (var folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    /** The first line that a program says of its version. */
    public static String version(String program) throws IOException, InterruptedException {
        var process = new ProcessBuilder(program, "--version").redirectErrorStream(true).start();
        try (var lines = process.inputReader()) {
            var first = lines.readLine();
            while (lines.readLine() != null) {
                // else it would die of a broken pipe
            }
            process.waitFor();
            return first == null ? "unknown version" : first;
        }
    }

    /** What was started and may run still; ended with this process, whatever ends that. */
    private static final class Running {
        static final Set<Process> ALL = ConcurrentHashMap.newKeySet();

        static {
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> ALL.forEach(Process::destroyForcibly)));
        }
    }

    /**
     * Starts a program with its messages in a file. The product is not built anew. Programs that
     * still run when this one is ended by a signal are killed.
     */
    public static Process start(List<String> command, Path messages) throws IOException {
        var builder = new ProcessBuilder(command);
        builder.environment().put("BLOCKYARD_NO_BUILD", "1");
        builder.redirectErrorStream(true).redirectOutput(messages.toFile());
        var process = builder.start();
        Running.ALL.add(process);
        process.onExit().thenAccept(Running.ALL::remove);
        return process;
    }

    /**
     * Runs a program to its end, and again a few times if it fails for the machine's sake: where
     * that is busy the peer can't tell how long its key derivation takes and gives up.
     *
     * @throws IOException with its messages if it fails
     */
    public static void runPatiently(List<String> command, Path messages)
            throws IOException, InterruptedException {
        for (int i = 1; i < TRIES; i++) {
            if (start(command, messages).waitFor() == 0) {
                return;
            }
            if (!tooBusy(Files.readString(messages))) {
                break;
            }
        }
        run(command, messages);
    }

    /** Whether that is what the peer says where the machine is too busy for it. */
    public static boolean tooBusy(String said) {
        return said.contains("CPU usage");
    }

    /**
     * Runs a program to its end.
     *
     * @throws IOException with its messages if it fails
     */
    public static void run(List<String> command, Path messages)
            throws IOException, InterruptedException {
        int status = start(command, messages).waitFor();
        if (status != 0) {
            throw new IOException(
                    String.join(" ", command)
                            + " ended with "
                            + status
                            + ": "
                            + Files.readString(messages));
        }
    }
}
