package org.blockyard.monitor;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The commands present now. When they change there is the event {@code X_BLOCKYARD_SCHEMA_CHANGED}.
 * Thread-safe.
 */
@ProviderType
public interface Commands {
    /** All commands, by name. */
    List<ManagementCommand> list();

    /** The command of that name. */
    Optional<ManagementCommand> find(String name);

    /**
     * The actions that the command {@code transaction} knows, by name.
     *
     * @since 1.1
     */
    default List<TransactionAction> actions() {
        return List.of();
    }

    /** The events that may come. */
    List<EventType> events();

    /**
     * Runs a command.
     *
     * @throws org.blockyard.io.BlockException of kind {@code NOT_FOUND} if there is none of that
     *     name, or what the command throws
     */
    Object run(String name, Map<String, Object> arguments, String origin) throws IOException;

    /**
     * Tells a listener of the commands that succeed from now on. Ends on close.
     *
     * @since 1.1
     */
    AutoCloseable listen(CommandListener listener);
}
