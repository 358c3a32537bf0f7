package org.blockyard.option;

import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.jspecify.annotations.Nullable;

/**
 * One component of a record.
 *
 * @param name the written name; empty for a flat one
 * @param optional whether the component is an {@code Optional}
 * @param fallback the value when left out, if it has a default
 * @param legacyValues new values by old
 */
record Member(
        String name,
        String legacyName,
        Shape shape,
        boolean optional,
        @Nullable Object fallback,
        Optional<String> byDefault,
        String doc,
        String since,
        Map<String, String> legacyValues,
        boolean flat,
        Method accessor) {

    OptionField field() {
        boolean required = !optional && byDefault.isEmpty();
        return new OptionField(name, shape.type(), required, byDefault, doc, legacyName, since);
    }

    /** Takes its value out of {@code rest}. */
    Object take(LinkedHashMap<String, Object> rest, ReadMode mode, String prefix)
            throws BlockException {
        if (flat) {
            return ((RecordShape) shape).take(rest, mode, prefix);
        }
        var tree = rest.remove(name);
        if (mode == ReadMode.LEGACY && !legacyName.equals(name)) {
            var old = rest.remove(legacyName);
            if (tree != null && old != null) {
                throw Complaint.twice(prefix + legacyName);
            }
            tree = tree == null ? old : tree;
        }
        if (tree == null) {
            return absent(prefix);
        }
        if (mode == ReadMode.LEGACY && tree instanceof String text) {
            tree = legacyValues.getOrDefault(text, text);
        }
        var value = shape.read(tree, mode, prefix + name);
        return optional ? Optional.of(value) : value;
    }

    private Object absent(String prefix) throws BlockException {
        if (optional) {
            return Optional.empty();
        }
        if (fallback == null) {
            throw Complaint.missing(prefix + name);
        }
        return fallback;
    }

    /** Puts a component's value into a tree. */
    void put(Object value, Map<String, Object> tree) {
        if (flat) {
            ((RecordShape) shape).writeInto(value, tree);
        } else if (!optional) {
            tree.put(name, shape.write(value));
        } else if (((Optional<?>) value).isPresent()) {
            tree.put(name, shape.write(((Optional<?>) value).get()));
        }
    }
}
