package org.blockyard.object;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * An object that says who may connect, for servers that know who their clients are. Called by any
 * thread.
 *
 * @since 1.1
 */
@ConsumerType
public interface Authorizer {
    /**
     * Whether a client may connect.
     *
     * @param identity who it has proven to be, such as the distinguished name of its certificate
     */
    boolean allows(String identity);
}
