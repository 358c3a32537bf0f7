package org.blockyard.driver;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A device that can make its image smaller where it is.
 *
 * @since 1.1
 */
@ConsumerType
public interface Compacting {
    /**
     * Gives up space that holds nothing but zeroes or that nothing refers to, and cuts the image
     * where what is left ends. With no request in flight; durable when it returns. What the disk
     * reads as does not change, and is there at each moment, whatever fails or ends early.
     *
     * @param progress told how far it is; a cancelled compaction leaves a good image
     * @throws org.blockyard.io.BlockException of kind {@code UNSUPPORTED}, before anything was
     *     done, if this image can't
     */
    void compact(Progress progress) throws IOException;
}
