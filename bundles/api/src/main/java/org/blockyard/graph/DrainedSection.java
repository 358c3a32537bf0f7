package org.blockyard.graph;

import org.osgi.annotation.versioning.ProviderType;

/**
 * While it lasts no request is in flight on some nodes, and new ones wait. Sections nest; keep them
 * short.
 */
@ProviderType
public interface DrainedSection extends AutoCloseable {
    /** Lets requests go on. Idempotent. */
    @Override
    void close();
}
