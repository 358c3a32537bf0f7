package org.blockyard.swap;

import java.io.IOException;
import java.util.Map;
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

    /**
     * Told after a swap whether the nodes of a driver are on different versions of it, as while one
     * is tried as a canary, so that it is kept over a restart.
     *
     * @param versions by the names of all its open nodes, or none if all have the same
     */
    default void split(String driver, Map<String, String> versions) {}

    /** The version that a node of that name and driver was last told to have in a split. */
    default Optional<String> version(String nodeName, String driver) {
        return Optional.empty();
    }
}
