package org.blockyard.commands;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds where our arguments would not take what QEMU's take. What we take besides is no difference.
 */
final class SchemaComparison {
    private final Map<String, Map<?, ?>> theirs;
    private final Map<String, Map<?, ?>> ours;
    private final Collection<String> differences;
    private final Set<List<String>> seen = new HashSet<>();

    SchemaComparison(
            Map<String, Map<?, ?>> theirs,
            Map<String, Map<?, ?>> ours,
            Collection<String> differences) {
        this.theirs = theirs;
        this.ours = ours;
        this.differences = differences;
    }

    void compare(String path, String their, String our) {
        // alternates lead back to blockdev-add, whose nodes are compared there
        if (our.equals("any") || !seen.add(List.of(their, our))) {
            return;
        }
        var a = theirs.get(their);
        var b = ours.get(our);
        var meta = (String) a.get("meta-type");
        if (!meta.equals(b.get("meta-type"))) {
            differences.add(path + ": " + meta + " is " + b.get("meta-type"));
            return;
        }
        switch (meta) {
            case "builtin" -> {
                if (!their.equals(our)) {
                    differences.add(path + ": " + their + " is " + our);
                }
            }
            case "array" -> compare(path + "[]", text(a, "element-type"), text(b, "element-type"));
            case "object" -> object(path, a, b);
            default -> {}
        }
    }

    private void object(String path, Map<?, ?> a, Map<?, ?> b) {
        var present = named(b, "members", "name");
        named(a, "members", "name")
                .forEach(
                        (name, member) -> {
                            var at = path + "." + name;
                            var peer = present.get(name);
                            if (peer == null) {
                                differences.add(at + ": missing");
                                return;
                            }
                            if (!peer.containsKey("default") && member.containsKey("default")) {
                                differences.add(at + ": required");
                            }
                            compare(at, text(member, "type"), text(peer, "type"));
                        });
        var branches = named(a, "variants", "case");
        named(b, "variants", "case")
                .forEach(
                        (word, variant) -> {
                            if (branches.containsKey(word)) {
                                compare(
                                        path + "+" + word,
                                        text(branches.get(word), "type"),
                                        text(variant, "type"));
                            }
                        });
    }

    private static Map<String, Map<?, ?>> named(Map<?, ?> entry, String list, String key) {
        var named = new LinkedHashMap<String, Map<?, ?>>();
        if (entry.get(list) instanceof List<?> members) {
            members.forEach(m -> named.put(text((Map<?, ?>) m, key), (Map<?, ?>) m));
        }
        return named;
    }

    private static String text(Map<?, ?> map, String key) {
        return String.valueOf(map.get(key));
    }
}
