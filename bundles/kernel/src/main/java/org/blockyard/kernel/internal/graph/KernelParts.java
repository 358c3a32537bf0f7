package org.blockyard.kernel.internal.graph;

import org.blockyard.io.BufferPool;
import org.blockyard.kernel.internal.driver.DriverCatalog;
import org.blockyard.kernel.internal.driver.DriverObjects;
import org.blockyard.monitor.Events;

/**
 * What the graph needs of its surroundings.
 *
 * @param drivers the drivers present
 * @param events where to tell what happens
 * @param objects the objects that drivers name
 * @param buffers memory for transfers
 * @param publisher who makes nodes known
 */
record KernelParts(
        DriverCatalog drivers,
        Events events,
        DriverObjects objects,
        BufferPool buffers,
        NodePublisher publisher) {}
