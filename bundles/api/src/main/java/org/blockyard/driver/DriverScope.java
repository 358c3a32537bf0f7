package org.blockyard.driver;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What one driver instance may have running. It ends when the device was closed: tasks are
 * interrupted and awaited, resources are closed in reverse order, so nothing of the driver outlives
 * it. Tasks must end soon after an interrupt.
 */
@ProviderType
public interface DriverScope {
    /**
     * Runs a task on a thread of its own (a virtual one). After the scope's end it is refused with
     * an unchecked exception.
     */
    void run(String name, Runnable task);

    /**
     * Runs a task again and again, each time so long after the last run ended, not while the node
     * is drained.
     */
    void every(Duration pause, String name, Runnable task);

    /** Closes a resource at the scope's end, or at once if that has come. */
    <T extends AutoCloseable> T own(T resource);
}
