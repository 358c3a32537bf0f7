package org.blockyard.codec;

import java.nio.ByteBuffer;
import org.blockyard.io.BlockException;

/**
 * Unpacks pieces of data. Output never exceeds the target's room, whatever the input says, so a
 * hostile input costs no more than the target and a few megabytes. Any number of threads may use
 * one decoder at once.
 */
public interface Decoder {
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
}
