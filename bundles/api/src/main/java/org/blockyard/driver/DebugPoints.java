package org.blockyard.driver;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A device that wants to know how far the driver above it has come, to make a chosen step of it
 * fail. What it is told is a hint for tests and changes nothing by itself.
 *
 * @since 1.1
 */
@ConsumerType
public interface DebugPoints {
    /**
     * The driver above is about to do something.
     *
     * @param event what, by the name that QEMU's {@code blkdebug} gives it, such as {@code l2_load}
     */
    void reached(String event);
}
