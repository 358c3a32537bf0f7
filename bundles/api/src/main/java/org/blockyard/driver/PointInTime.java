package org.blockyard.driver;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.io.Extent;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A device that keeps a moment of its disk while the disk goes on being written. Its methods are
 * requests like those of the data channel, many at once, and come through {@link Child#request} or
 * {@code Lane.request}. A range that the device does not keep fails with kind {@code DENIED}.
 *
 * @since 1.1
 */
@ConsumerType
public interface PointInTime {
    /** Fills {@code target} with the bytes that lay at {@code offset} at that moment. */
    void readThen(long offset, ByteBuffer target) throws IOException;

    /**
     * Tells what lay at {@code offset} at that moment, looked up through all layers: data or
     * zeroes, at most {@code length} bytes of one kind.
     */
    Extent statusThen(long offset, long length) throws IOException;

    /** Lets the moment's bytes of a range go, as far as whole blocks lie in it. */
    void forgetThen(long offset, long length) throws IOException;
}
