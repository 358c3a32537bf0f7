package org.blockyard.format.kit;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/** Writes a piece of a table to where the format keeps it, once or more often. */
@ConsumerType
@FunctionalInterface
public interface PageWriter {
    /**
     * Writes bytes of a table.
     *
     * @param offset where they lie in the file
     * @param bytes whole entries, from position to limit
     */
    void write(long offset, ByteBuffer bytes) throws IOException;
}
