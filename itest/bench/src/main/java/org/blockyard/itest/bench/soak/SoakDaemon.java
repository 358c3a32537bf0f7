package org.blockyard.itest.bench.soak;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.blockyard.itest.bench.server.Transport;
import org.blockyard.itest.kit.NbdClient;
import org.blockyard.itest.kit.NbdServer;

/** The storage daemon of this build as a process, which serves disks to many clients. */
final class SoakDaemon implements AutoCloseable {
    private final SocketAddress address;
    private final NbdServer server;

    /** Starts the daemon of a source tree on disks that are there. */
    SoakDaemon(Path root, Path folder, Transport transport, List<SoakDisk> disks)
            throws IOException, InterruptedException {
        this.address = transport.address(folder);
        var command = new ArrayList<>(List.of(root.resolve("blockyard") + "", "storage-daemon"));
        command.addAll(List.of("--nbd-server", "max-connections=0," + addressOption()));
        disks.forEach(disk -> command.addAll(disk.options()));
        var first = disks.getFirst().name();
        this.server = NbdServer.start(command, () -> serves(first), folder.resolve("log"));
    }

    private String addressOption() {
        return address instanceof InetSocketAddress inet
                ? "addr.type=inet,addr.host=%s,addr.port=%d"
                        .formatted(inet.getAddress().getHostAddress(), inet.getPort())
                : "addr.type=unix,addr.path=" + address;
    }

    private boolean serves(String export) throws IOException {
        try (var client = connect(export)) {
            return client.length() > 0;
        }
    }

    /** A new client of an export. */
    NbdClient connect(String export) throws IOException {
        return new NbdClient(address, export);
    }

    /** Where it listens. */
    SocketAddress address() {
        return address;
    }

    NbdServer server() {
        return server;
    }

    @Override
    public void close() throws InterruptedException {
        server.close();
    }
}
