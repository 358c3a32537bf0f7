package org.blockyard.itest.bench.server;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.blockyard.itest.kit.NbdClient;
import org.blockyard.itest.kit.NbdServer;
import org.blockyard.itest.kit.QmpClient;

/** A server process that serves one image of its own. Closing it ends it. */
public final class RunningServer implements AutoCloseable {
    private static final String MONITOR = "qmp";
    private static final String METRICS = "metrics";

    private final ServerKind kind;
    private final DiskKind disk;
    private final NbdServer process;
    private final SocketAddress address;
    private final Path folder;
    private final List<NbdClient> clients;

    private RunningServer(
            ServerKind kind,
            DiskKind disk,
            NbdServer process,
            SocketAddress address,
            Path folder,
            List<NbdClient> clients) {
        this.kind = kind;
        this.disk = disk;
        this.process = process;
        this.address = address;
        this.folder = folder;
        this.clients = clients;
    }

    /**
     * Starts it and returns when a client was served.
     *
     * @param root the source tree
     * @param folder for its socket and its messages
     * @param more arguments besides those that serve the image
     */
    public static RunningServer start(
            ServerKind kind,
            Path root,
            DiskKind disk,
            Path image,
            Transport transport,
            Path folder,
            List<String> more)
            throws IOException, InterruptedException {
        return start(kind, root, disk, image, transport, folder, more, true);
    }

    /**
     * As the other, with the choice whether a storage daemon of QEMU's serves the disk in an I/O
     * thread.
     */
    public static RunningServer start(
            ServerKind kind,
            Path root,
            DiskKind disk,
            Path image,
            Transport transport,
            Path folder,
            List<String> more,
            boolean ioThread)
            throws IOException, InterruptedException {
        var address = transport.address(folder);
        var command = new ArrayList<>(kind.command(root, disk, image, address, ioThread));
        if (kind == ServerKind.BLOCKYARD) {
            command.addAll(watched(folder));
        }
        command.addAll(more);
        var clients = new ArrayList<NbdClient>();
        var process =
                NbdServer.start(
                        command,
                        () ->
                                watchable(kind, folder)
                                        && clients.add(new NbdClient(address, kind.exportName())),
                        folder.resolve("log"));
        return new RunningServer(kind, disk, process, address, folder, clients);
    }

    private static List<String> watched(Path folder) {
        return List.of(
                "--metrics",
                "unix:" + folder.resolve(METRICS),
                "--chardev",
                "socket,id=q,server=on,wait=off,path=" + folder.resolve(MONITOR),
                "--monitor",
                "q");
    }

    private static boolean watchable(ServerKind kind, Path folder) {
        return kind != ServerKind.BLOCKYARD
                || Files.exists(folder.resolve(MONITOR)) && Files.exists(folder.resolve(METRICS));
    }

    /** What it is. */
    public ServerKind kind() {
        return kind;
    }

    /** Its process. */
    public long pid() {
        return process.pid();
    }

    /** Whether it still runs, and what it has said. */
    public String messages() throws IOException {
        return (process.alive() ? " (runs): " : " (has ended): ") + process.messages();
    }

    /**
     * So many connections. They stay open to the end, for the storage daemon of QEMU 7.2 aborts
     * when a client of an export with an I/O thread leaves.
     */
    public List<NbdClient> clients(int count) throws IOException {
        while (clients.size() < count) {
            clients.add(new NbdClient(address, kind.exportName()));
        }
        return List.copyOf(clients.subList(0, count));
    }

    /** A monitor of ours; it serves one client at a time. */
    public QmpClient qmp() throws IOException {
        return new QmpClient(folder.resolve(MONITOR));
    }

    /** What the metrics endpoint of ours tells now. */
    public Metrics metrics() throws IOException {
        return Metrics.of(folder.resolve(METRICS));
    }

    /**
     * Lets ours serve another image of the same format instead of its own, while it goes on
     * running; clients are sent away.
     */
    public void exchange(Path image) throws IOException {
        closeClients();
        try (var qmp = qmp()) {
            qmp.execute("block-export-del", Map.of("id", ServerKind.ID, "mode", "hard"));
            qmp.event("BLOCK_EXPORT_DELETED");
            qmp.execute("blockdev-del", Map.of("node-name", ServerKind.NODE));
            qmp.execute("blockdev-del", Map.of("node-name", ServerKind.FILE_NODE));
            qmp.execute(
                    "blockdev-add",
                    Map.of(
                            "driver",
                            "file",
                            "node-name",
                            ServerKind.FILE_NODE,
                            "filename",
                            image.toString()));
            qmp.execute(
                    "blockdev-add",
                    Map.of(
                            "driver",
                            disk.format(),
                            "node-name",
                            ServerKind.NODE,
                            "file",
                            ServerKind.FILE_NODE));
            qmp.execute(
                    "block-export-add",
                    Map.of(
                            "type",
                            "nbd",
                            "id",
                            ServerKind.ID,
                            "node-name",
                            ServerKind.NODE,
                            "writable",
                            true,
                            "name",
                            kind.exportName()));
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (kind == ServerKind.BLOCKYARD) {
            process.close();
        } else {
            // QEMU 7.2's daemon may wait for its clients forever; nobody needs what is in its image
            process.kill();
        }
        closeClients();
    }

    private void closeClients() throws IOException {
        for (var client : clients) {
            client.close();
        }
        clients.clear();
    }
}
