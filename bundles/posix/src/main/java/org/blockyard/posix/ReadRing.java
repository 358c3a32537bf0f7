package org.blockyard.posix;

import java.nio.ByteBuffer;
import org.blockyard.posix.internal.LaneRing;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Reads of files that are under way while their thread goes on, or waits for a socket: an io_uring.
 * One thread makes, uses and closes it.
 */
@ProviderType
public interface ReadRing extends AutoCloseable {
    /** Takes results. It must not call the ring. */
    interface Results {
        /**
         * A read has ended.
         *
         * @param token what it was named when it was asked for
         * @param result how many bytes were read, fewer than wanted at the file's end; or the
         *     negative of an error number
         */
        void done(int token, int result);
    }

    /**
     * Makes one.
     *
     * @param most how many reads may be under way, a power of two of at most 1024
     * @throws PosixException if the system has no io_uring or does not allow it
     */
    static ReadRing of(int most) throws PosixException {
        return new LaneRing(most);
    }

    /** How many reads were asked for that have not ended. */
    int underWay();

    /**
     * Asks for a read, which begins with the next of the other calls at the latest. File and buffer
     * must stay until it has ended.
     *
     * @param file a descriptor
     * @param target a direct buffer, to be filled from its position to its limit; neither moves
     * @param token names it among those under way: from 0 on, less than how many there may be
     */
    void read(int file, long offset, ByteBuffer target, int token);

    /** Begins what was asked for and takes the results that are there. Does not wait. */
    void submit(Results results);

    /** As {@link #submit}, and waits until a read has ended, if one is under way. */
    void awaitResult(Results results);

    /**
     * As {@link #submit}, and waits until a read has ended or something can be read of a socket, be
     * it that it has ended. The socket is only to be read after true, or when no read is under way.
     *
     * @param socket a descriptor, the same each time
     * @return whether something can be read of the socket
     */
    boolean awaitInput(int socket, Results results);

    /** Ends it; no read may be under way. */
    @Override
    void close();
}
