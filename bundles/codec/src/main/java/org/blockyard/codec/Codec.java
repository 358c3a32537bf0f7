package org.blockyard.codec;

import java.nio.ByteBuffer;
import org.blockyard.io.BlockException;

/**
 * Packs and unpacks pieces of data. Any number of threads may use one codec at once. Closing it
 * frees native memory; it is not used afterwards.
 */
public interface Codec extends Decoder, AutoCloseable {
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
