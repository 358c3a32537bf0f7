package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.blockyard.itest.kit.QmpClient;

/**
 * A storage daemon of ours, started as a process. Closing it sends SIGTERM and expects a clean end.
 */
final class Daemon implements AutoCloseable {
    private static final long START_LIMIT_SECONDS = 60;

    private final Process process;
    private final Path folder;

    private Daemon(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /**
     * Starts a daemon with its QMP socket at {@code folder/qmp.sock} and returns when it is ready.
     */
    static Daemon start(Path folder, String... arguments) throws IOException, InterruptedException {
        return startIn(Path.of(""), folder, arguments);
    }

    /** The same with another working directory, so that relative names mean files there. */
    static Daemon startIn(Path directory, Path folder, String... arguments)
            throws IOException, InterruptedException {
        var all =
                new ArrayList<String>(
                        List.of(
                                "--chardev",
                                "socket,id=qmp,path="
                                        + folder.resolve("qmp.sock")
                                        + ",server=on,wait=off",
                                "--monitor",
                                "chardev=qmp"));
        all.addAll(List.of(arguments));
        return startBareIn(directory, folder, all.toArray(String[]::new));
    }

    /**
     * Starts a daemon with nothing but the given arguments and a pid file, and returns when it is
     * ready.
     */
    static Daemon startBare(Path folder, String... arguments)
            throws IOException, InterruptedException {
        return startBareIn(Path.of(""), folder, arguments);
    }

    private static Daemon startBareIn(Path directory, Path folder, String... arguments)
            throws IOException, InterruptedException {
        var pidFile = folder.resolve("daemon.pid");
        Files.deleteIfExists(pidFile);
        var command = Product.command("storage-daemon", arguments);
        command.addAll(List.of("--pidfile", pidFile.toString()));
        var builder = new ProcessBuilder(command);
        builder.directory(directory.toAbsolutePath().toFile());
        builder.environment().put("BLOCKYARD_NO_BUILD", "1");
        builder.redirectOutput(folder.resolve("daemon.out").toFile());
        builder.redirectError(folder.resolve("daemon.err").toFile());
        try (var watch = FileSystems.getDefault().newWatchService()) {
            folder.register(
                    watch,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY);
            var process = builder.start();
            var daemon = new Daemon(process, folder);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_LIMIT_SECONDS);
            while (!(Files.exists(pidFile) && Files.size(pidFile) > 0)) {
                if (!process.isAlive()) {
                    fail("the daemon ended with " + process.exitValue() + ": " + daemon.errors());
                }
                if (System.nanoTime() > end) {
                    process.destroyForcibly();
                    fail("the daemon was not ready in time: " + daemon.errors());
                }
                var key = watch.poll(200, TimeUnit.MILLISECONDS);
                if (key != null) {
                    key.pollEvents();
                    key.reset();
                }
            }
            return daemon;
        }
    }

    /** A new QMP connection, ready for commands. */
    QmpClient qmp() throws IOException {
        return new QmpClient(folder.resolve("qmp.sock"));
    }

    /** What it has written to standard error so far. */
    String errors() throws IOException {
        return Files.readString(folder.resolve("daemon.err"));
    }

    /** Its process id. */
    long pid() {
        return process.pid();
    }

    /** Kills it at once, as a power cut would, and waits until it is dead. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertTrue(process.waitFor(300, TimeUnit.SECONDS));
    }

    /** Waits for its end and tells its exit status. */
    int await() throws InterruptedException {
        assertTrue(process.waitFor(300, TimeUnit.SECONDS), "the daemon did not end");
        return process.exitValue();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (process.isAlive()) {
            process.destroy();
            if (!process.waitFor(300, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                fail("the daemon did not end on SIGTERM: " + errors());
            }
            assertEquals(0, process.exitValue(), errors());
        }
    }
}
