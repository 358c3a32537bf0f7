package org.blockyard.posix;

import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.blockyard.posix.internal.SocketAdoption;
import org.blockyard.posix.internal.SocketCalls;

/**
 * A second descriptor of a channel's socket, for what the channel does not offer while it is a
 * blocking one. The connection lasts until both are closed or the socket is shut down. One thread
 * makes, uses and closes it. Needs {@code --add-opens java.base/sun.nio.ch=ALL-UNNAMED}, as {@link
 * InheritedSocket} does.
 */
public final class SocketTwin implements AutoCloseable {
    private final SocketCalls calls;

    private SocketTwin(SocketCalls calls) {
        this.calls = calls;
    }

    /**
     * Makes a second descriptor.
     *
     * @throws PosixException if the channel is closed, or that can't be had here
     */
    public static SocketTwin of(SocketChannel channel) throws PosixException {
        var twin = new SocketTwin(SocketCalls.onTwinOf(SocketAdoption.descriptor(channel)));
        if (channel.isOpen()) {
            return twin;
        }
        // closed in between, so the number may have been another's already
        twin.calls.close();
        throw PosixException.of("dup", ErrorNumber.EBADF);
    }

    /** The descriptor. */
    public int descriptor() {
        return calls.descriptor();
    }

    /**
     * Sends what can be sent without waiting, from the buffers in order, and moves their positions
     * by it.
     *
     * @return how many bytes; 0 if it would have to wait
     */
    public long sendNow(ByteBuffer[] buffers, int first, int count) throws PosixException {
        return calls.sendNow(buffers, first, count);
    }

    /** Ends the connection in both directions, for the channel too. */
    public void shutDown() {
        calls.shutDown();
    }

    /** Closes the descriptor. */
    @Override
    public void close() {
        calls.close();
    }
}
