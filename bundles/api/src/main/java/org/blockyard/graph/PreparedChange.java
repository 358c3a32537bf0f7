package org.blockyard.graph;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Changes of the graph that were made and can still be undone. Until one of the two is called, the
 * nodes concerned are drained.
 *
 * @since 1.1
 */
@ProviderType
public interface PreparedChange {
    /** Keeps the changes, and does what can't be undone: nodes removed are closed. */
    void commit();

    /** Undoes the changes, the last one first. What fails is logged. */
    void abort();
}
