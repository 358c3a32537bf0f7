package org.blockyard.export.nbd;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.util.List;

/**
 * The sockets that a server listens on. Closing stops all of them and removes what they left in the
 * file system.
 */
final class Listening implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Listening.class.getName());

    /** One of them. */
    interface Socket extends AutoCloseable {
        /** Waits for a client. */
        SocketChannel accept() throws IOException;

        /** Where it listens, for people: {@code 127.0.0.1:10809} or a path. */
        String address();

        /** Stops; who waits in {@link #accept} gets an exception. */
        @Override
        void close() throws IOException;
    }

    private final List<Socket> sockets;

    Listening(List<? extends Socket> sockets) {
        this.sockets = List.copyOf(sockets);
    }

    List<Socket> sockets() {
        return sockets;
    }

    @Override
    public void close() {
        for (var socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.log(Level.WARNING, "closing the NBD server's socket " + socket.address(), e);
            }
        }
    }
}
