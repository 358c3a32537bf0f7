package org.blockyard.swap;

import java.io.IOException;
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
}
