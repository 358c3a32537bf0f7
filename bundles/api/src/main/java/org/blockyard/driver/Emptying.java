package org.blockyard.driver;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/** A device over a backing disk that can forget all it holds, so that the backing shows again. */
@ConsumerType
public interface Emptying {
    /**
     * Gives up all guest data, with no request in flight; snapshots keep theirs. Durable when it
     * returns.
     *
     * @throws org.blockyard.io.BlockException of kind {@code UNSUPPORTED}, before anything was
     *     done, if this image can't
     */
    void makeEmpty() throws IOException;
}
