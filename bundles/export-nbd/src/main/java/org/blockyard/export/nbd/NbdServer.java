package org.blockyard.export.nbd;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.export.nbd.protocol.Catalogue;
import org.blockyard.export.nbd.protocol.Connection;
import org.blockyard.export.nbd.protocol.Disk;
import org.blockyard.export.nbd.protocol.Resources;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.ErrorKind;

/**
 * The NBD server: listens, and gives each client a platform thread. At the limit of connections it
 * takes no more until one ends; clients then wait in the socket's queue.
 *
 * <p>Requests that may block run on platform threads too, not on virtual ones: once a virtual
 * thread writes to the socket the socket is no longer a blocking one, which costs every later
 * request of that client two more system calls. With io_uring behind it a virtual thread took 31 to
 * 40 us for a cold read of 4 KiB at a depth of 32, a platform thread that waits for the disk itself
 * 22; past the page cache, at a depth of 16, it was 22 to 26 against 18 to 25. Reads that the
 * lanes' own rings take come here only if something is wrong with them.
 */
final class NbdServer implements Catalogue, AutoCloseable {
    private static final Logger LOG = System.getLogger(NbdServer.class.getName());

    /** The memory for requests that a server takes by itself. */
    static final long USUAL_MEMORY = 32 << 20;

    private static final Duration STUCK = Duration.ofSeconds(30);
    private static final Duration AFTER_FAILURE = Duration.ofMillis(200);

    private final Listening listening;
    private final Settings settings;
    private final ThreadPoolExecutor threads;
    private final Resources resources;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Disk> disks = new LinkedHashMap<>();
    private final Set<Connection> connections = new HashSet<>();
    private int toCome;
    private boolean closed;

    /**
     * How it treats clients.
     *
     * @param maxConnections how many may be connected at once; 0 for any number
     * @param handshakeLimit how long a handshake may take; zero for ever
     * @param awaitExport whether none is taken while there is nothing to serve, so that whoever
     *     sees the socket can't come too early
     * @param awaitExports how many disks must have been added before the first client is taken
     * @param memory the most memory for requests that are not answered at once
     */
    record Settings(
            int maxConnections,
            Duration handshakeLimit,
            boolean awaitExport,
            int awaitExports,
            long memory) {}

    /** A server that listens but takes no clients yet. */
    NbdServer(Listening listening, BufferPool pool, Settings settings) {
        this.listening = listening;
        this.settings = settings;
        this.toCome = settings.awaitExports();
        var factory = Thread.ofPlatform().daemon().name("nbd-request-", 0).factory();
        // what connections hand over is bounded already, so the pool need not
        this.threads =
                new ThreadPoolExecutor(
                        0,
                        Integer.MAX_VALUE,
                        10,
                        TimeUnit.SECONDS,
                        new SynchronousQueue<>(),
                        factory);
        this.resources = new Resources(pool, threads, settings.memory());
    }

    /** Takes clients from now on. */
    void start() {
        for (var socket : listening.sockets()) {
            Thread.ofPlatform().daemon().name("nbd-accept").start(() -> acceptAll(socket));
        }
        Thread.ofVirtual().start(this::watch);
    }

    /** How many clients may be connected at once; 0 for any number. */
    int maxConnections() {
        return settings.maxConnections();
    }

    /** Where it listens. */
    Listening listening() {
        return listening;
    }

    /** Adds a disk; its name must be free. */
    void add(Disk disk) throws BlockException {
        lock.lock();
        try {
            if (closed) {
                throw new BlockException(ErrorKind.NOT_FOUND, "NBD server not running");
            }
            if (disks.putIfAbsent(disk.name(), disk) != null) {
                throw new BlockException(
                        ErrorKind.EXISTS,
                        "NBD server already has export named '" + disk.name() + "'");
            }
            toCome--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes a disk out, if it is there. */
    void remove(Disk disk) {
        lock.lock();
        try {
            disks.remove(disk.name(), disk);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<Disk> find(String name) {
        lock.lock();
        try {
            return Optional.ofNullable(disks.get(name));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Disk> list() {
        lock.lock();
        try {
            return List.copyOf(disks.values());
        } finally {
            lock.unlock();
        }
    }

    /** Listens no more, sends all clients away, and returns when they are gone. */
    @Override
    public void close() {
        listening.close();
        present(true).forEach(Connection::sendAway);
        lock.lock();
        try {
            while (!connections.isEmpty()) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
        threads.shutdown();
        resources.close();
    }

    private List<Connection> present(boolean close) {
        lock.lock();
        try {
            closed |= close;
            changed.signalAll();
            return new ArrayList<>(connections);
        } finally {
            lock.unlock();
        }
    }

    private void acceptAll(Listening.Socket socket) {
        while (awaitRoom()) {
            try {
                start(socket.accept());
            } catch (ClosedChannelException e) {
                LOG.log(Level.DEBUG, "the NBD server's socket was closed");
                return;
            } catch (IOException e) {
                // such as too many open files: that passes
                LOG.log(Level.WARNING, "the NBD server could not take a client", e);
                pause(AFTER_FAILURE);
            }
        }
    }

    /** Waits until one more client may connect; false if the server is closed. */
    private boolean awaitRoom() {
        lock.lock();
        try {
            while (!closed && mustWait()) {
                changed.awaitUninterruptibly();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private boolean mustWait() {
        int most = settings.maxConnections();
        return (most > 0 && connections.size() >= most)
                || toCome > 0
                || (settings.awaitExport() && disks.isEmpty());
    }

    private void start(SocketChannel channel) throws IOException {
        if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        }
        var connection = new Connection(channel, this, resources, settings.handshakeLimit());
        lock.lock();
        try {
            if (closed) {
                connection.sendAway();
                return;
            }
            connections.add(connection);
        } finally {
            lock.unlock();
        }
        try {
            Thread.ofPlatform().daemon().name("nbd-client").start(() -> serve(connection));
        } catch (OutOfMemoryError e) {
            LOG.log(Level.ERROR, "no thread for an NBD client");
            connection.sendAway();
            ended(connection);
        }
    }

    private void serve(Connection connection) {
        try {
            connection.run();
        } finally {
            ended(connection);
        }
    }

    private void ended(Connection connection) {
        lock.lock();
        try {
            connections.remove(connection);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Sends away clients that hold memory which others wait for, by not taking their data. */
    private void watch() {
        while (pause(STUCK.dividedBy(4))) {
            for (var connection : present(false)) {
                if (connection.holdsMemoryFor(STUCK)) {
                    LOG.log(Level.WARNING, "an NBD client did not take its data for too long");
                    connection.sendAway();
                }
            }
        }
    }

    /** Waits a while; false if the server was closed. */
    private boolean pause(Duration time) {
        lock.lock();
        try {
            long left = time.toNanos();
            while (!closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            return !closed;
        } catch (InterruptedException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }
}
