package org.blockyard.itest.bench.load;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thread of a load, which keeps its connections busy for a time and then waits for what is in
 * flight. A single connection is read from and written to as simply as can be, so that little of
 * what is measured is the client; several are waited for together.
 */
final class Worker implements Runnable {
    private final List<BusyConnection> connections = new ArrayList<>();
    private final Latencies latencies = new Latencies();
    private final long nanos;
    private long end;
    private long cpuNanos;
    private @Nullable IOException failure;

    Worker(long nanos) {
        this.nanos = nanos;
    }

    void add(BusyConnection connection) {
        connections.add(connection);
    }

    /** Where its connections count how long requests took. */
    Latencies latencies() {
        return latencies;
    }

    long reads() {
        return connections.stream().mapToLong(BusyConnection::reads).sum();
    }

    long writes() {
        return connections.stream().mapToLong(BusyConnection::writes).sum();
    }

    /** CPU time of the thread, once it has ended. */
    long cpuNanos() {
        return cpuNanos;
    }

    /** Throws what ended it early. */
    void check() throws IOException {
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    @Override
    public void run() {
        long before = ThreadTime.nanos();
        end = System.nanoTime() + nanos;
        try {
            // with data in both directions each side could wait for the other to read
            if (connections.size() == 1 && !connections.getFirst().mixed()) {
                driveOne(connections.getFirst());
            } else {
                driveAll();
            }
        } catch (IOException e) {
            failure = e;
        }
        cpuNanos = ThreadTime.nanos() - before;
    }

    private void driveOne(BusyConnection connection) throws IOException {
        connection.channel().configureBlocking(true);
        connection.fill();
        connection.send();
        while (connection.inFlight()) {
            receive(connection);
            connection.send();
        }
    }

    private void driveAll() throws IOException {
        try (var selector = Selector.open()) {
            for (var connection : connections) {
                var channel = connection.channel();
                channel.configureBlocking(false);
                var key = channel.register(selector, SelectionKey.OP_READ, connection);
                connection.fill();
                send(key, connection);
            }
            while (inFlight()) {
                selector.select();
                for (var key : selector.selectedKeys()) {
                    serve(key);
                }
                selector.selectedKeys().clear();
            }
        }
    }

    private boolean inFlight() {
        for (var connection : connections) {
            if (connection.inFlight()) {
                return true;
            }
        }
        return false;
    }

    private void serve(SelectionKey key) throws IOException {
        if (key.attachment() instanceof BusyConnection connection) {
            if (key.isReadable()) {
                receive(connection);
            }
            send(key, connection);
        }
    }

    private void receive(BusyConnection connection) throws IOException {
        connection.receive();
        if (System.nanoTime() < end) {
            connection.fill();
        }
    }

    private static void send(SelectionKey key, BusyConnection connection) throws IOException {
        connection.send();
        int wanted =
                connection.unsent()
                        ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
                        : SelectionKey.OP_READ;
        if (key.interestOps() != wanted) {
            key.interestOps(wanted);
        }
    }
}
