package org.blockyard.commands.kit;

import java.util.Map;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** Parts of trees that no record reads. */
public final class Trees {
    private Trees() {}

    /** Takes a member out, which must be there. */
    public static Object take(Map<String, Object> rest, String name) throws BlockException {
        var value = rest.remove(name);
        if (value == null) {
            throw invalid("Parameter '" + name + "' is missing");
        }
        return value;
    }

    /** Complains of a member that is left. */
    public static void requireEmpty(Map<String, Object> rest) throws BlockException {
        if (!rest.isEmpty()) {
            throw invalid("Parameter '" + rest.keySet().iterator().next() + "' is unexpected");
        }
    }

    /** The value as an object. */
    @SuppressWarnings("unchecked") // trees have no other maps
    public static Map<String, Object> object(Object value, String name) throws BlockException {
        if (value instanceof Map<?, ?> members) {
            return (Map<String, Object>) members;
        }
        throw wrongType(name, "object");
    }

    /** The value as text. */
    public static String text(Object value, String name) throws BlockException {
        if (value instanceof String text) {
            return text;
        }
        throw wrongType(name, "string");
    }

    /** Says that a member is not of its type. */
    public static BlockException wrongType(String name, String expected) {
        return invalid("Invalid parameter type for '" + name + "', expected: " + expected);
    }

    private static BlockException invalid(String sentence) {
        return new BlockException(ErrorKind.INVALID_OPTION, sentence);
    }
}
