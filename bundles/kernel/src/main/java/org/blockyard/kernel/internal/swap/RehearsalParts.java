package org.blockyard.kernel.internal.swap;

import org.blockyard.io.BufferPool;
import org.blockyard.kernel.internal.driver.DriverObjects;

/**
 * What a rehearsal takes from its surroundings.
 *
 * @param buffers memory for transfers
 * @param objects the objects that drivers name
 */
public record RehearsalParts(BufferPool buffers, DriverObjects objects) {}
