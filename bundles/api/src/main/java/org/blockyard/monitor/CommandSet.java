package org.blockyard.monitor;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Commands and events that a bundle contributes; announced with {@link
 * org.blockyard.platform.Provide @Provide}.
 */
@ConsumerType
public interface CommandSet {
    /** The commands, the same each time. */
    List<ManagementCommand> commands();

    /** The events that it publishes. */
    default List<EventType> events() {
        return List.of();
    }
}
