package org.blockyard.driver;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.blockyard.io.DataChannel;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A driver that can tell how large a new image would be.
 *
 * @param <C> the record of its creation options, the same as of {@link Creating}
 */
@ConsumerType
public interface Measuring<C extends Record> extends Creating<C> {
    /**
     * Computes the space that an image would need; makes nothing.
     *
     * @param options the creation options; {@code file} in them is not opened, {@code size} is the
     *     source's length if there is one
     * @param source what it would be filled with: only its status is asked; none if only the size
     *     is known
     * @param bitmaps the source's persistent bitmaps
     */
    Measurement measure(C options, Optional<DataChannel> source, List<BitmapInfo> bitmaps)
            throws IOException;
}
