package org.blockyard.export.nbd.protocol;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.blockyard.export.ExportStatistics;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection, from greeting to end, on the thread that runs it: a platform thread, so
 * that the socket stays a blocking one and a request costs no more system calls than it must.
 * Whatever the client does ends at most this connection.
 */
public final class Connection implements Client, Runnable {
    private static final Logger LOG = System.getLogger(Connection.class.getName());

    private final SocketChannel channel;
    private final Catalogue catalogue;
    private final Resources resources;
    private final Duration handshakeLimit;
    private final String address;
    private final Tally tally = new Tally();
    private final long since = System.nanoTime();
    private volatile @Nullable Transmission transmission;

    /**
     * A connection to be run.
     *
     * @param channel the socket, in blocking mode; closed when the connection ends
     * @param catalogue what the client may choose from
     * @param resources what it shares with other connections
     * @param handshakeLimit how long the handshake may take; zero for ever
     */
    public Connection(
            SocketChannel channel,
            Catalogue catalogue,
            Resources resources,
            Duration handshakeLimit) {
        this.channel = channel;
        this.catalogue = catalogue;
        this.resources = resources;
        this.handshakeLimit = handshakeLimit;
        this.address = address(channel);
    }

    private static String address(SocketChannel channel) {
        try {
            return channel.getRemoteAddress() instanceof InetSocketAddress remote
                    ? remote.getAddress().getHostAddress() + ":" + remote.getPort()
                    : "";
        } catch (IOException e) {
            return ""; // it is gone already
        }
    }

    @Override
    public void run() {
        try (channel;
                var memory = new LaneMemory(resources.workspaces())) {
            var inbound = new Inbound(channel, ByteBuffer.allocate(Inbound.SMALL_BYTES), memory);
            var agreed = handshake(inbound);
            if (agreed.isPresent()) {
                serve(agreed.get(), inbound, memory);
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "an NBD client's connection ended: " + e.getMessage());
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.log(Level.ERROR, "an NBD client's connection ended by a defect", e);
        }
    }

    /**
     * Only shuts it down, which ends whatever its threads do with it: the one that runs it closes
     * it, for a file may be on its way to the socket, of which Java does not know.
     */
    @Override
    public void sendAway() {
        try {
            channel.shutdownInput().shutdownOutput();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "shutting an NBD client's socket: " + e.getMessage());
        }
    }

    @Override
    public ExportStatistics.Client statistics() {
        var age = Duration.ofNanos(System.nanoTime() - since);
        return new ExportStatistics.Client(address, age, tally.work());
    }

    /** Whether it has held memory that others need for so long, because it takes no data. */
    public boolean holdsMemoryFor(Duration time) {
        var current = transmission;
        return current != null && current.holdsMemoryFor(time);
    }

    private Optional<Negotiated> handshake(Inbound inbound) throws IOException {
        var over = new CountDownLatch(1);
        try {
            if (handshakeLimit.isPositive()) {
                Thread.ofVirtual().start(() -> limitHandshake(over));
            }
            return new Handshake(inbound, channel, catalogue, this).run();
        } finally {
            over.countDown();
        }
    }

    private void limitHandshake(CountDownLatch over) {
        try {
            if (!over.await(handshakeLimit.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.log(Level.DEBUG, "an NBD client took too long for its handshake");
                sendAway();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(Negotiated agreed, Inbound inbound, LaneMemory memory) throws IOException {
        var group = agreed.disk().laneGroup();
        group.ifPresent(threads -> Thread.currentThread().setName(threads.name() + "-client"));
        try (var lane = agreed.lane();
                var workers = resources.join(group);
                var small = resources.pool().lend(Inbound.SMALL_BYTES)) {
            var socket = new LaneSocket(channel);
            var out = new Outbox(socket, channel, memory);
            var serving = new Transmission(agreed, inbound, out, socket, resources, workers, tally);
            inbound.continueWith(small.bytes(), serving::awaitInput);
            transmission = serving;
            serving.run();
        } finally {
            transmission = null;
            agreed.disk().leave(this);
        }
    }
}
