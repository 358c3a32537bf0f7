package org.blockyard.driver;

import java.io.IOException;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A device that can leave state to the instance that follows it on the same node, most often of
 * another version of its driver. Either side may decline: an instance that finds nothing it
 * understands in {@link OpenContext#handedOver} opens as always.
 */
@ConsumerType
public interface HandOver {
    /**
     * Tells what the next instance may take over. Called with nothing in flight, after {@link
     * BlockDevice#flush} and, unless the swap is given up, before {@link BlockDevice#close}; the
     * image on disk is complete without it.
     *
     * @return the state, or empty to decline
     */
    Optional<HandOverState> handOver() throws IOException;

    /**
     * Tells what the next instance would take over if it came now, for a rehearsal of it: it is
     * opened beside this one, which goes on serving, and must show the same disk. For devices whose
     * disk cannot be found again in what they lie on, or not soon. Called at any time, with
     * requests in flight; changes nothing.
     *
     * @return a copy of the state, or empty if an instance without it shows the same disk as soon
     * @since 1.1
     */
    default Optional<HandOverState> preview() throws IOException {
        return Optional.empty();
    }
}
