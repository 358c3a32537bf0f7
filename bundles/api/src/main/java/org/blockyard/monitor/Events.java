package org.blockyard.monitor;

import java.util.Map;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/** Publishes events to monitors and shells. Thread-safe. */
@ProviderType
public interface Events {
    /** Publishes; subscribers have been called when it returns. */
    void publish(String name, Map<String, Object> data);

    /**
     * Calls a subscriber for each event from now on, one at a time and in order; it must not block.
     * Ends on close.
     */
    AutoCloseable subscribe(Consumer<ManagementEvent> subscriber);
}
