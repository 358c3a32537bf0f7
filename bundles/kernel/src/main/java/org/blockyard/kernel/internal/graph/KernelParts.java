package org.blockyard.kernel.internal.graph;

import org.blockyard.io.BufferPool;
import org.blockyard.kernel.internal.driver.DriverCatalog;
import org.blockyard.monitor.Events;

/**
 * What the graph needs of its surroundings.
 *
 * @param drivers the drivers present
 * @param events where to tell what happens
 * @param secrets where drivers' secrets are
 * @param buffers memory for transfers
 * @param publisher who makes nodes known
 */
record KernelParts(
        DriverCatalog drivers,
        Events events,
        SecretLookup secrets,
        BufferPool buffers,
        NodePublisher publisher) {}
