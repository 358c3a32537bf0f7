package org.blockyard.itest.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.blockyard.itest.kit.NbdClient;
import org.blockyard.itest.kit.Programs;

/** A server process that serves one image of its own on a unix socket. Closing it ends it. */
final class RunningServer implements AutoCloseable {
    private static final long START_LIMIT = TimeUnit.SECONDS.toNanos(60);
    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(20);

    private final ServerKind kind;
    private final Process process;
    private final Path socket;
    private final List<NbdClient> clients = new ArrayList<>();

    private RunningServer(ServerKind kind, Process process, Path socket) {
        this.kind = kind;
        this.process = process;
        this.socket = socket;
    }

    /** Starts it and returns when a client was served. */
    static RunningServer start(ServerKind kind, Settings settings, DiskKind disk, Path image)
            throws IOException, InterruptedException {
        var folder = image.resolveSibling(kind.name());
        Files.createDirectories(folder);
        var socket = folder.resolve("s");
        var messages = folder.resolve("log");
        var process = Programs.start(kind.command(settings, disk, image, socket), messages);
        var server = new RunningServer(kind, process, socket);
        long end = System.nanoTime() + START_LIMIT;
        while (!server.answers()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                server.close();
                throw new IOException(kind.title() + ": " + Files.readString(messages));
            }
            LockSupport.parkNanos(LOOK_AGAIN);
        }
        return server;
    }

    ServerKind kind() {
        return kind;
    }

    long pid() {
        return process.pid();
    }

    /** Whether it still runs, and what it has said. */
    String messages() throws IOException {
        var state = process.isAlive() ? " (runs): " : " (ended with " + process.exitValue() + "): ";
        return state + Files.readString(socket.resolveSibling("log"));
    }

    /**
     * One of its connections. They stay open to the end, for the storage daemon of QEMU 7.2 aborts
     * when a client of an export with an I/O thread leaves.
     */
    NbdClient client(int index) throws IOException {
        while (clients.size() <= index) {
            clients.add(new NbdClient(socket, kind.exportName()));
        }
        return clients.get(index);
    }

    private boolean answers() {
        try {
            return client(0).length() == DiskKind.BYTES;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        for (var client : clients) {
            client.close();
        }
    }
}
