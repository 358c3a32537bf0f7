package org.blockyard.crypto.luks;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.Json;

/**
 * An object of the metadata. Whatever is not there, or is something else, is a {@link
 * BlockException} of kind {@code INVALID_FORMAT} that tells where.
 *
 * @param where where it is, for messages
 * @param members what it has
 */
record JsonFields(String where, Map<?, ?> members) {
    /** The object that a text is. */
    static JsonFields parse(String text) throws BlockException {
        Object tree;
        try {
            tree = Json.parse(text);
        } catch (BlockException malformed) {
            throw new BlockException(
                    ErrorKind.INVALID_FORMAT, "LUKS metadata: " + malformed.sentence(), malformed);
        }
        if (!(tree instanceof Map<?, ?> members)) {
            throw Luks2Header.damaged("LUKS metadata are no object");
        }
        return new JsonFields("LUKS metadata", members);
    }

    /** Whether it has a member. */
    boolean has(String name) {
        return members.containsKey(name);
    }

    private <T> T member(String name, Class<T> type) throws BlockException {
        var value = members.get(name);
        if (!type.isInstance(value)) {
            throw Luks2Header.damaged(
                    where + ": '" + name + "' is missing or not what it should be");
        }
        return type.cast(value);
    }

    /** A member that is an object. */
    JsonFields object(String name) throws BlockException {
        return new JsonFields(where + "." + name, member(name, Map.class));
    }

    /** The members of a member that are objects, by their names. */
    Map<String, JsonFields> objects(String name) throws BlockException {
        var object = object(name);
        var all = new LinkedHashMap<String, JsonFields>();
        for (var key : object.members().keySet()) {
            all.put(String.valueOf(key), object.object(String.valueOf(key)));
        }
        return all;
    }

    /** A member that is a text. */
    String text(String name) throws BlockException {
        return member(name, String.class);
    }

    /** A member that is a list of texts. */
    List<String> texts(String name) throws BlockException {
        List<?> all = member(name, List.class);
        return all.stream().map(String::valueOf).toList();
    }

    /** A member that is a whole number from {@code least} to {@code most}. */
    long number(String name, long least, long most) throws BlockException {
        return inRange(name, member(name, Number.class).longValue(), least, most);
    }

    /** A member that is such a number as text, as large ones are written. */
    long textNumber(String name, long least, long most) throws BlockException {
        try {
            return inRange(name, Long.parseLong(text(name)), least, most);
        } catch (NumberFormatException e) {
            throw Luks2Header.damaged(where + ": '" + name + "' is no number");
        }
    }

    private long inRange(String name, long value, long least, long most) throws BlockException {
        if (value < least || value > most) {
            throw Luks2Header.damaged(
                    "%s: '%s' is %d, not from %d to %d".formatted(where, name, value, least, most));
        }
        return value;
    }

    /** A member that is bytes in base 64. */
    byte[] bytes(String name) throws BlockException {
        try {
            return Base64.getDecoder().decode(text(name));
        } catch (IllegalArgumentException e) {
            throw Luks2Header.damaged(where + ": '" + name + "' is not base 64");
        }
    }
}
