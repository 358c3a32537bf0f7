package org.blockyard.io;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Bytes of a disk that the operating system can send from where they lie, without this process
 * touching them. What arrives is what the disk held at some moment between the request and the
 * arrival: writes that happen meanwhile may be seen, in part too, even those that come after {@link
 * #close} but before the receiver takes the bytes.
 *
 * <p>So only bytes whose place never holds anything else than this range of the disk may be lent in
 * this way.
 *
 * @since 1.1
 */
@ConsumerType
public interface SendableRead extends AutoCloseable {
    /** How many bytes there are, at least 1. */
    int length();

    /**
     * Sends bytes to a channel in blocking mode, waiting for the receiver as its {@code write}
     * does. The channel must not be closed by another thread meanwhile: who wants to end it shuts
     * the connection down.
     *
     * @param from how many of the bytes were sent before
     * @return how many were sent now, at least 1
     * @throws IOException if the channel fails, or the bytes are there no longer
     */
    int send(int from, WritableByteChannel channel) throws IOException;

    /** Gives the bytes back; they are not sent any more. Idempotent, never fails. */
    @Override
    void close();
}
