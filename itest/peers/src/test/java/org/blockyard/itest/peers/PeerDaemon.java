package org.blockyard.itest.peers;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.blockyard.itest.kit.QmpClient;

/** A storage daemon of QEMU's, started as a process. */
final class PeerDaemon implements AutoCloseable {
    /** The program that is started. */
    static final String PROGRAM = System.getProperty("peers.storage-daemon", "qemu-storage-daemon");

    private static final long LIMIT_SECONDS = 30;

    private final Process process;
    private final Path socket;

    private PeerDaemon(Process process, Path socket) {
        this.process = process;
        this.socket = socket;
    }

    /**
     * Starts one and returns when it is ready.
     *
     * @param directory its working directory
     * @param folder where its socket and its output are
     */
    static PeerDaemon startIn(Path directory, Path folder, String... arguments)
            throws IOException, InterruptedException {
        var socket = folder.resolve("peer.sock");
        var pidFile = folder.resolve("peer.pid");
        var command =
                new ArrayList<>(
                        List.of(
                                PROGRAM,
                                "--chardev",
                                "socket,id=c,server=on,wait=off,path=" + socket,
                                "--monitor",
                                "chardev=c"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--pidfile", pidFile.toString()));
        var builder = new ProcessBuilder(command).directory(directory.toFile());
        var errors = folder.resolve("peer.err");
        builder.redirectErrorStream(true).redirectOutput(errors.toFile());
        try (var watch = FileSystems.getDefault().newWatchService()) {
            folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            var process = builder.start();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
            while (!Files.exists(pidFile)) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    process.destroyForcibly();
                    throw new IOException(PROGRAM + ": " + Files.readString(errors));
                }
                var key = watch.poll(200, TimeUnit.MILLISECONDS);
                if (key != null) {
                    key.pollEvents();
                    key.reset();
                }
            }
            return new PeerDaemon(process, socket);
        }
    }

    /** A new QMP connection, ready for commands. */
    QmpClient qmp() throws IOException {
        return new QmpClient(socket);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
