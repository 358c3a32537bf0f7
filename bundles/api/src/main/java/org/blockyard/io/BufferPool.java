package org.blockyard.io;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Lends direct memory for requests. Allocating direct memory is slow (tens of microseconds), so it
 * is kept and lent again.
 */
@ProviderType
public interface BufferPool {
    /** The alignment of each buffer's first byte: a page, enough for O_DIRECT everywhere. */
    int ALIGNMENT = 4096;

    /** The most that may be asked for at once. */
    int MAX_SIZE = 64 << 20;

    /**
     * Lends a buffer of {@code size} bytes (position 0, limit {@code size}, page-aligned,
     * big-endian, content undefined). Any thread may ask and any may give it back.
     *
     * @throws BlockException of kind {@code RESOURCE} if {@code size} is over {@link #MAX_SIZE} or
     *     memory is used up
     */
    IoBuffer lend(int size) throws BlockException;

    /**
     * What it has given out and kept.
     *
     * @since 1.1
     */
    default Usage usage() {
        return new Usage(0, 0);
    }

    /**
     * The state of a pool.
     *
     * @param lent how many buffers are lent now
     * @param idleBytes how many bytes are kept for the next borrowers
     * @since 1.1
     */
    record Usage(long lent, long idleBytes) {}
}
