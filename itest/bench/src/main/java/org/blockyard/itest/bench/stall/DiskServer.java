package org.blockyard.itest.bench.stall;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.blockyard.itest.bench.server.PageCache;
import org.blockyard.itest.kit.NbdClient;
import org.blockyard.itest.kit.NbdServer;

/** A server process over raw files of its own. Closing it ends it. */
final class DiskServer implements AutoCloseable {
    private static final int PIECE = 1 << 20;
    private static final int CONNECTIONS = 2;

    private final Setup setup;
    private final Path folder;
    private final Path socket;
    private final List<String> files;
    private final NbdServer process;

    /** Connections by export, kept: QEMU 7.2's daemon aborts when a client leaves an I/O thread. */
    private final Map<String, NbdClient[]> clients = new HashMap<>();

    private DiskServer(
            Setup setup, Path folder, Path socket, List<String> files, NbdServer process) {
        this.setup = setup;
        this.folder = folder;
        this.socket = socket;
        this.files = List.copyOf(files);
        this.process = process;
    }

    /**
     * Starts it over the files of a folder.
     *
     * @param run a folder for its socket and messages
     */
    static DiskServer start(Setup setup, Path root, Path folder, List<String> files, Path run)
            throws IOException, InterruptedException {
        var socket = run.resolve("s");
        var command = setup.command(root, folder, files, socket);
        // the last one is there when all are
        var export = setup.export(files.getLast());
        var first = new NbdClient[CONNECTIONS];
        var process =
                NbdServer.start(
                        command,
                        () -> {
                            first[0] = new NbdClient(socket, export);
                            return true;
                        },
                        run.resolve("log"));
        var server = new DiskServer(setup, folder, socket, files, process);
        server.clients.put(export, first);
        return server;
    }

    Setup setup() {
        return setup;
    }

    long pid() {
        return process.pid();
    }

    /** The address of an export for other clients. */
    String uri(String file) {
        return "nbd+unix:///" + setup.export(file) + "?socket=" + socket;
    }

    /** Whether it serves a file. */
    boolean serves(String file) {
        return files.contains(file);
    }

    /** The first or the second connection to an export. */
    NbdClient client(String file, int index) throws IOException {
        var export = setup.export(file);
        var both = clients.computeIfAbsent(export, _ -> new NbdClient[CONNECTIONS]);
        if (both[index] == null) {
            both[index] = new NbdClient(socket, export);
        }
        return both[index];
    }

    /**
     * Drops a file from the page cache. Pages that a process has mapped stay there, so a part that
     * is cached anyway is read through the server before: what it keeps mapped is there then.
     *
     * @return how many bytes of the file stayed all the same; -1 where that can't be told
     */
    long drop(String file, Area cached) throws IOException, InterruptedException {
        warm(Scene.DISK, cached);
        var reads = Stream.reads(PIECE, 4, cached, Stream.Order.SEQUENTIAL);
        new Streams(client(Scene.DISK, 0), List.of(reads), 0).run(Long.MAX_VALUE / 2);
        var path = folder.resolve(file);
        PageCache.drop(path, folder.resolveSibling("dd.log"));
        return PageCache.resident(path, folder.resolveSibling("fincore.log"));
    }

    /** Brings a part of a file into the page cache. */
    void warm(String file, Area area) throws IOException {
        var piece = ByteBuffer.allocate(PIECE);
        try (var channel = FileChannel.open(folder.resolve(file))) {
            for (long at = area.from(); at < area.from() + area.length(); at += PIECE) {
                channel.read(piece.clear(), at);
            }
        }
    }

    /** Whether it still runs, and what it has said. */
    String messages() throws IOException {
        return setup.title() + (process.alive() ? " runs: " : " has ended: ") + process.messages();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.close();
        for (var both : clients.values()) {
            for (var one : both) {
                if (one != null) {
                    one.close();
                }
            }
        }
    }
}
