package org.blockyard.driver;

import java.io.Closeable;
import java.io.IOException;
import org.blockyard.io.DataChannel;
import org.blockyard.io.Limits;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One open disk, the driver's half of a node. As control it tells length and limits and is closed;
 * its data channel is itself, unless it wants one with state of its own for each client queue.
 * Abilities such as {@link Resizable} are further interfaces.
 */
@ConsumerType
public interface BlockDevice extends DataChannel, Closeable {
    /** The disk's length in bytes, now; any thread, must not block. */
    long length();

    /** What requests must look like; fixed while the device is open. */
    default Limits limits() {
        return Limits.NONE;
    }

    /**
     * A channel for one client queue, closed with it. Most devices have nothing to keep for a queue
     * and leave this alone.
     */
    default DataChannel openLane() throws IOException {
        return this;
    }

    /**
     * Writes out what is cached and closes, once, with no request in flight. After a failure it
     * counts as closed.
     */
    @Override
    void close() throws IOException;
}
