package org.blockyard.io;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Bytes of a disk lent as mapped memory. They stay what they are until {@link #close}: a write,
 * discard, resize or driver switch that would change them waits for it, so hold it only while
 * sending.
 */
@ConsumerType
public interface MappedRead extends AutoCloseable {
    /** The bytes, from position to limit. Hand them to a channel; do not read them in Java. */
    ByteBuffer bytes();

    /** Gives the bytes back. Idempotent, never fails. */
    @Override
    void close();

    /**
     * A lease without an end of its own, for drivers whose mapping lives as long as their device.
     */
    static MappedRead of(ByteBuffer bytes) {
        return new MappedRead() {
            @Override
            public ByteBuffer bytes() {
                return bytes;
            }

            @Override
            public void close() {}
        };
    }
}
