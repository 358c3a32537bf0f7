package org.blockyard.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What would bring a thing back.
 *
 * @param tree its definition as a JSON tree; empty if it may not be written down
 */
record Definition(Optional<Map<String, Object>> tree) {
    private static final String COMMAND = "execute";
    private static final String ARGUMENTS = "arguments";

    /** One that may be written. */
    static Definition of(Map<String, Object> tree) {
        return new Definition(Optional.of(tree));
    }

    /** That of what a command starts, in the form that QMP has it. */
    static Definition command(String name, Map<String, Object> arguments) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put(COMMAND, name);
        tree.put(ARGUMENTS, arguments);
        return of(tree);
    }

    /** The command that a definition is, if it is one. */
    static Optional<String> command(Map<String, Object> tree) {
        return Optional.ofNullable(tree.get(COMMAND)).map(String::valueOf);
    }

    /** The arguments of the command that a definition is. */
    @SuppressWarnings("unchecked") // trees have no other keys than text
    static Map<String, Object> arguments(Map<String, Object> tree) {
        return tree.get(ARGUMENTS) instanceof Map<?, ?> given
                ? (Map<String, Object>) given
                : Map.of();
    }
}
