package org.blockyard.itest.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** An NBD server as a process, ours or a peer's. Closing it ends it. */
public final class NbdServer implements AutoCloseable {
    private static final long START_LIMIT = TimeUnit.SECONDS.toNanos(60);
    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int END_LIMIT_SECONDS = 30;

    private final Process process;
    private final Path messages;

    private NbdServer(Process process, Path messages) {
        this.process = process;
        this.messages = messages;
    }

    /** Whether it serves. */
    public interface Probe {
        /** Fails, or tells no, until it does. */
        boolean serves() throws IOException;
    }

    /**
     * Starts a command and returns when an export of it answers on a unix socket.
     *
     * @param messages a file for what it says
     */
    public static NbdServer start(List<String> command, Path socket, String export, Path messages)
            throws IOException, InterruptedException {
        return start(
                command,
                () -> {
                    try (var client = new NbdClient(socket, export)) {
                        return client.length() > 0;
                    }
                },
                messages);
    }

    /** Starts a command and returns when it serves. */
    public static NbdServer start(List<String> command, Probe probe, Path messages)
            throws IOException, InterruptedException {
        var server = new NbdServer(Programs.start(command, messages), messages);
        long end = System.nanoTime() + START_LIMIT;
        while (!answers(probe)) {
            if (!server.process.isAlive() || System.nanoTime() > end) {
                server.kill();
                throw new IOException(command.getFirst() + " did not start: " + server.messages());
            }
            LockSupport.parkNanos(LOOK_AGAIN);
        }
        return server;
    }

    private static boolean answers(Probe probe) {
        try {
            return probe.serves();
        } catch (IOException e) {
            return false;
        }
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether it runs. */
    public boolean alive() {
        return process.isAlive();
    }

    /** What it has said. */
    public String messages() throws IOException {
        return Files.readString(messages);
    }

    /** Ends it as a power cut would. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Ends it in good order and tells its exit status, or -1 if it does not end. */
    public int end() throws InterruptedException {
        process.destroy();
        return process.waitFor(END_LIMIT_SECONDS, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    @Override
    public void close() throws InterruptedException {
        if (end() < 0) {
            kill();
        }
    }
}
