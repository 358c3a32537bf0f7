package org.blockyard.driver;

import java.io.IOException;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** A device whose image names its backing file, and can be told to name another. */
@ConsumerType
public interface Rebasing {
    /**
     * Records another backing file, or none, with no request in flight; durable when it returns.
     * What the open device reads through stays: only the next open sees it.
     *
     * @param fileName the name as it is to be recorded
     * @param format its format, recorded only together with a name
     */
    void recordBacking(Optional<String> fileName, Optional<String> format) throws IOException;
}
