package org.blockyard.driver;

import org.blockyard.io.BlockException;
import org.osgi.annotation.versioning.ConsumerType;

/** Takes word of how far a long operation is, and may stop it. */
@ConsumerType
@FunctionalInterface
public interface Progress {
    /** Nobody listens. */
    Progress NONE = (done, total) -> {};

    /**
     * Says that {@code done} of {@code total} bytes (or other units) are done. Called often; cheap.
     *
     * @throws BlockException of kind {@code CANCELLED} if the operation is to end
     */
    void update(long done, long total) throws BlockException;
}
