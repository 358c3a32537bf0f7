package org.blockyard.driver;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/** A device whose length can be changed. */
@ConsumerType
public interface Resizable {
    /**
     * Changes the length, with no request in flight. New bytes read as zeroes; what is cut off is
     * gone. (A device that is {@link Unzeroed} does not promise zeroes.)
     *
     * @param length the new length, already rounded up to a sector
     * @param exact whether a longer result is an error
     */
    void resize(long length, Preallocation preallocation, boolean exact) throws IOException;
}
