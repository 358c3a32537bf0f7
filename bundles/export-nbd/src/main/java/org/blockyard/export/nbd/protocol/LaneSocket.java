package org.blockyard.export.nbd.protocol;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import org.blockyard.posix.SocketTwin;
import org.jspecify.annotations.Nullable;

/**
 * A client's socket as replies are written to it. It is a blocking one. While the lane's thread has
 * reads in its ring it writes what can be written at once, and only waits for the client when they
 * have ended: what they keep from being changed must not depend on a client.
 */
final class LaneSocket implements GatheringByteChannel {
    private static final Logger LOG = System.getLogger(LaneSocket.class.getName());

    private final SocketChannel channel;
    private final Thread lane = Thread.currentThread();
    private @Nullable SocketTwin twin;
    private Runnable beforeWaiting = () -> {};

    /** The socket of a client whose lane's thread is the calling one. */
    LaneSocket(SocketChannel channel) {
        this.channel = channel;
    }

    /**
     * Says what is to be done before the lane's thread waits for the client to take data. The
     * lane's thread only, as all that follows.
     *
     * @return false if it can't be told here whether it would wait
     */
    boolean waitOnlyAfter(Runnable settling) {
        try {
            twin = SocketTwin.of(channel);
            beforeWaiting = settling;
            return true;
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "no reads by io_uring for NBD clients", e);
            return false;
        }
    }

    /** A descriptor of the socket, after {@link #waitOnlyAfter}. */
    int descriptor() {
        return Objects.requireNonNull(twin).descriptor();
    }

    @Override
    public long write(ByteBuffer[] buffers, int first, int count) throws IOException {
        var mine = twin;
        if (mine != null && Thread.currentThread() == lane) {
            long sent = mine.sendNow(buffers, first, count);
            if (sent > 0) {
                return sent;
            }
            beforeWaiting.run();
        }
        return channel.write(buffers, first, count);
    }

    @Override
    public long write(ByteBuffer[] buffers) throws IOException {
        return write(buffers, 0, buffers.length);
    }

    @Override
    public int write(ByteBuffer buffer) throws IOException {
        var mine = twin;
        return mine != null && Thread.currentThread() == lane
                ? (int) write(new ByteBuffer[] {buffer}, 0, 1)
                : channel.write(buffer);
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    /** Ends the connection. */
    @Override
    public void close() throws IOException {
        var mine = twin;
        if (mine != null) {
            twin = null;
            mine.shutDown();
            mine.close();
        }
        channel.close();
    }
}
