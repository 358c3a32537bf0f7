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
