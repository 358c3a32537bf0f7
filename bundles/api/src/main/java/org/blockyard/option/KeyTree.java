package org.blockyard.option;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.blockyard.io.BlockException;

/** Turns dotted keys into a tree and back. */
final class KeyTree {
    private static final int MAX_FRAGMENT = 127;
    // deeper than any definition is, and shallow enough for the recursion over it
    private static final int MAX_DEPTH = 256;

    /** Members made from dotted keys; those of a tree that was there stay plain maps. */
    private static final class Branch extends LinkedHashMap<String, Object> {
        private static final long serialVersionUID = 1L;
    }

    private KeyTree() {}

    static Map<String, Object> nest(Map<String, Object> flat) throws BlockException {
        var root = new Branch();
        for (var entry : flat.entrySet()) {
            put(root, entry.getKey(), entry.getValue());
        }
        for (var entry : root.entrySet()) {
            entry.setValue(withLists(entry.getValue(), entry.getKey()));
        }
        return root;
    }

    private static void put(Branch root, String key, Object value) throws BlockException {
        var at = root;
        int start = 0;
        for (int depth = 0; ; depth++) {
            int dot = key.indexOf('.', start);
            var fragment = fragment(key, start, dot < 0 ? key.length() : dot);
            if (dot < 0) {
                set(at, fragment, value, key);
                return;
            }
            if (depth == MAX_DEPTH) {
                throw Complaint.of(
                        "Parameter '" + key.substring(0, MAX_FRAGMENT) + "...' has too many parts");
            }
            at = descend(at, fragment, key.substring(0, dot));
            start = dot + 1;
        }
    }

    private static void set(Branch at, String fragment, Object value, String key)
            throws BlockException {
        var old = at.get(fragment);
        if (!(old instanceof Branch branch)) {
            at.put(fragment, value);
            return;
        }
        if (!(value instanceof Map)) {
            throw Complaint.inconsistent(key);
        }
        for (var member : ScalarShape.asTree(value, key).entrySet()) {
            branch.put(member.getKey(), member.getValue());
        }
    }

    private static Branch descend(Branch at, String fragment, String path) throws BlockException {
        var next = at.get(fragment);
        if (next instanceof Branch branch) {
            return branch;
        }
        var branch = new Branch();
        if (next != null) {
            if (!(next instanceof Map)) {
                throw Complaint.inconsistent(path);
            }
            branch.putAll(ScalarShape.asTree(next, path));
        }
        at.put(fragment, branch);
        return branch;
    }

    private static String fragment(String key, int start, int end) throws BlockException {
        if (end - start > MAX_FRAGMENT) {
            throw Complaint.of(
                    "Parameter '" + key.substring(0, start + MAX_FRAGMENT) + "...' is too long");
        }
        boolean valid = end > start;
        boolean digits = isDigit(key, start);
        for (int i = start; i < end && valid; i++) {
            char c = key.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
            valid = isDigit(key, i) || !digits && (letter || c == '-' && i > start);
        }
        if (!valid) {
            throw Complaint.of("Invalid parameter '" + key + "'");
        }
        return key.substring(start, end);
    }

    private static boolean isDigit(String text, int at) {
        return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    /** Makes branches with numbers for names into lists. */
    private static Object withLists(Object value, String path) throws BlockException {
        if (!(value instanceof Branch branch)) {
            return value;
        }
        int numbers = 0;
        for (var entry : branch.entrySet()) {
            numbers += isDigit(entry.getKey(), 0) ? 1 : 0;
            entry.setValue(withLists(entry.getValue(), path + "." + entry.getKey()));
        }
        if (numbers == 0) {
            return branch;
        }
        if (numbers < branch.size()) {
            throw Complaint.inconsistent(path);
        }
        return list(branch, path);
    }

    private static List<Object> list(Branch branch, String path) throws BlockException {
        var items = new TreeMap<Long, Object>();
        for (var entry : branch.entrySet()) {
            var index = Sizes.number(entry.getKey());
            if (index.isEmpty() || items.put(index.getAsLong(), entry.getValue()) != null) {
                throw Complaint.of("Invalid parameter '" + path + "." + entry.getKey() + "'");
            }
        }
        long next = 0;
        for (long index : items.keySet()) {
            if (index != next) {
                throw Complaint.missing(path + "." + next);
            }
            next++;
        }
        return new ArrayList<>(items.values());
    }

    static Map<String, Object> flatten(Map<String, Object> tree) {
        var flat = new LinkedHashMap<String, Object>();
        tree.forEach((key, value) -> flatten(key, value, flat));
        return flat;
    }

    private static void flatten(String path, Object value, Map<String, Object> flat) {
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            map.forEach((key, member) -> flatten(path + "." + key, member, flat));
        } else if (value instanceof List<?> list && !list.isEmpty()) {
            for (int i = 0; i < list.size(); i++) {
                flatten(path + "." + i, list.get(i), flat);
            }
        } else {
            flat.put(path, value);
        }
    }
}
