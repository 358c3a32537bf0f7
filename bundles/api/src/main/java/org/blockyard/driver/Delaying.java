package org.blockyard.driver;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A device that keeps requests back on purpose. It is told when somebody waits for the requests in
 * flight, so that a change of the graph need not wait as long as the requests were meant to.
 *
 * @since 1.1
 */
@ConsumerType
public interface Delaying {
    /** Lets all requests go that are kept back, and keeps none until {@link #relax}. Calls nest. */
    void hurry();

    /** May keep requests back again. */
    void relax();
}
