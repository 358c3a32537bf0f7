package org.blockyard.export.nbd.protocol;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Disks and connections to them for one test. On close it proves that every connection ended and
 * gave its memory back.
 */
final class Harness implements Catalogue, AutoCloseable {
    final TestPool pool = new TestPool();
    Duration handshakeLimit = Duration.ZERO;
    private final List<Disk> disks = new ArrayList<>();
    private final LinkedHashMap<Connection, Thread> servers = new LinkedHashMap<>();
    private final List<SocketChannel> clients = new ArrayList<>();
    private final ExecutorService threads =
            Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());
    private final Resources resources;
    private final Path folder;
    private final ServerSocketChannel listener;

    Harness(Disk... disks) throws IOException {
        this(64 << 20, disks);
    }

    /** Disks whose connections share so much memory. */
    Harness(long memory, Disk... disks) throws IOException {
        this.disks.addAll(List.of(disks));
        resources = new Resources(pool, threads, memory);
        folder = Files.createTempDirectory("nbd-test");
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(folder.resolve("s")));
    }

    /** A new client that has sent nothing and read nothing. */
    RawClient connect() throws IOException {
        var client = SocketChannel.open(listener.getLocalAddress());
        clients.add(client);
        var connection = new Connection(listener.accept(), this, resources, handshakeLimit);
        servers.put(connection, Thread.ofPlatform().daemon().start(connection));
        return new RawClient(client);
    }

    /** A new client in transmission. */
    RawClient connect(Framing framing, String name) throws IOException {
        var client = connect();
        client.greet();
        client.negotiate(framing);
        client.go(name);
        return client;
    }

    /** The server's end of the last connection. */
    Connection lastConnection() {
        return servers.lastEntry().getKey();
    }

    /** The thread that runs a connection. */
    Thread thread(Connection connection) {
        return Objects.requireNonNull(servers.get(connection));
    }

    /** Returns when the thread of a connection has ended. */
    void awaitEnd(Connection connection) throws InterruptedException {
        if (!thread(connection).join(Duration.ofSeconds(300))) {
            throw new AssertionError("a connection did not end");
        }
    }

    @Override
    public Optional<Disk> find(String name) {
        return disks.stream().filter(disk -> disk.name().equals(name)).findFirst();
    }

    @Override
    public List<Disk> list() {
        return disks;
    }

    @Override
    public void close() throws Exception {
        for (var client : clients) {
            client.close();
        }
        for (var connection : servers.keySet()) {
            awaitEnd(connection);
        }
        resources.close();
        if (pool.lent() != 0) {
            throw new AssertionError(pool.lent() + " buffers were not given back");
        }
        threads.shutdown();
        listener.close();
        Files.deleteIfExists(folder.resolve("s"));
        Files.delete(folder);
    }
}
