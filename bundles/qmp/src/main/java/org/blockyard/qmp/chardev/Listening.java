package org.blockyard.qmp.chardev;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;

/**
 * A server: one client after the other. Who comes meanwhile waits for his turn in the system's
 * queue.
 */
final class Listening implements CharDevice {
    private static final System.Logger LOG = System.getLogger(Listening.class.getName());

    private final String address;
    private final boolean noDelay;
    private final List<ServerSocketChannel> channels;
    private final Runnable cleanup;
    private final Selector selector;
    private volatile Optional<Connection> first = Optional.empty();
    private volatile Optional<SocketChannel> current = Optional.empty();
    private volatile boolean closed;

    /**
     * Serves clients of these channels; {@code cleanup} removes what the address left in the file
     * system.
     */
    Listening(String address, List<ServerSocketChannel> channels, boolean noDelay, Runnable cleanup)
            throws IOException {
        this.address = address;
        this.channels = channels;
        this.noDelay = noDelay;
        this.cleanup = cleanup;
        this.selector = Selector.open();
        for (var channel : channels) {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_ACCEPT);
        }
    }

    /** Returns when the first client has come. */
    void awaitFirst() {
        LOG.log(Level.INFO, "waiting for a connection on {0}", filename());
        first = connect();
    }

    @Override
    public String filename() {
        boolean connected = current.map(SocketChannel::isOpen).orElse(false);
        return (connected ? "" : "disconnected:") + address + ",server=on";
    }

    @Override
    public Optional<Connection> connect() {
        var waiting = first;
        if (waiting.isPresent()) {
            first = Optional.empty();
            return waiting;
        }
        while (!closed) {
            try {
                var client = accept();
                if (client.isPresent()) {
                    current = client;
                    return client.map(SocketConnection::new);
                }
            } catch (ClosedSelectorException e) {
                return Optional.empty();
            } catch (IOException e) {
                LOG.log(Level.WARNING, "{0}: cannot accept: {1}", address, e.getMessage());
                pause();
            }
        }
        return Optional.empty();
    }

    private Optional<SocketChannel> accept() throws IOException {
        selector.select();
        selector.selectedKeys().clear();
        for (var channel : channels) {
            var client = channel.accept();
            if (client != null) {
                client.configureBlocking(true);
                if (noDelay
                        && client.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
                    client.setOption(StandardSocketOptions.TCP_NODELAY, true);
                }
                return Optional.of(client);
            }
        }
        return Optional.empty();
    }

    /** Out of descriptors, most likely: not to be tried in a tight loop. */
    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        channels.forEach(Quietly::close);
        Quietly.close(selector);
        first.ifPresent(Connection::close);
        cleanup.run();
    }
}
