package org.blockyard.io;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A lent piece of aligned direct memory. Whoever asked for it closes it, once, when no request uses
 * it any more.
 */
@ProviderType
public interface IoBuffer extends AutoCloseable {
    /** The memory; the same object each time, so its position and limit are the borrower's. */
    ByteBuffer bytes();

    /**
     * Gives the memory back. Using {@link #bytes} afterwards is a defect; a second close does
     * nothing.
     */
    @Override
    void close();
}
