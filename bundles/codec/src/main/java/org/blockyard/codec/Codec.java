package org.blockyard.codec;

import java.nio.ByteBuffer;
import org.blockyard.io.BlockException;

/**
 * Packs and unpacks pieces of data. Output never exceeds the target's room, whatever the input
 * says, so a hostile input costs no more than the target. Any number of threads may use one codec
 * at once. Closing it frees native memory; it is not used afterwards.
 */
public interface Codec extends AutoCloseable {
    /** The name for messages, such as {@code zstd}. */
    String name();

    /**
     * Unpacks from {@code source} until {@code target} is full. What follows in the source is
     * ignored; the positions of both buffers end anywhere.
     *
     * @throws BlockException of kind {@code CORRUPT} if the source is damaged or ends before the
     *     target is full
     */
    void decode(ByteBuffer source, ByteBuffer target) throws BlockException;

    /**
     * Packs all of {@code source} into {@code target}, whose position ends behind what was written.
     *
     * @return false if it does not fit; the target's content is then undefined and its position as
     *     it was
     */
    boolean encode(ByteBuffer source, ByteBuffer target) throws BlockException;

    @Override
    void close();
}
