package org.blockyard.monitor;

import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears of commands, for who keeps a record of what was asked for.
 *
 * @since 1.1
 */
@ConsumerType
@FunctionalInterface
public interface CommandListener {
    /**
     * A command has succeeded. Called by the thread that ran it, before who asked has the answer.
     *
     * @param name the command
     * @param arguments what it was given, a JSON tree
     */
    void succeeded(String name, Map<String, Object> arguments);
}
