package org.blockyard.swap;

import java.io.IOException;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whoever installs driver bundles and keeps their jars; found as a service. What swaps nodes asks
 * it for versions that are not there, and tells it of those that nobody uses any more.
 */
@ConsumerType
public interface DriverBundles {
    /**
     * Makes a version of a bundle present again that was deployed before, and returns when its
     * drivers are registered.
     *
     * @param bundle the symbolic name
     * @return whether it knows that version; if not, nothing was done
     */
    boolean bring(String bundle, String version) throws IOException;

    /**
     * Told when a node was pinned, so that it is kept over a restart.
     *
     * @param version the version of its driver, or none if it is pinned no longer
     * @return whether anything kept was changed by it
     */
    default boolean pinned(String nodeName, String driver, Optional<String> version) {
        return false;
    }

    /** The version to which a node of that name and driver was pinned when it was last there. */
    default Optional<String> pin(String nodeName, String driver) {
        return Optional.empty();
    }
}
