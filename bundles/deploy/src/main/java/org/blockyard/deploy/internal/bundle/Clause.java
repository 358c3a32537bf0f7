package org.blockyard.deploy.internal.bundle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One clause of a manifest header: names, and what is said of them.
 *
 * @param names the paths before the first attribute
 * @param attributes attributes by name, without their types
 * @param directives directives by name
 */
record Clause(List<String> names, Map<String, String> attributes, Map<String, String> directives) {
    /** The clauses of a header. */
    static List<Clause> parse(String header) {
        var clauses = new ArrayList<Clause>();
        for (var text : split(header, ',')) {
            clauses.add(clause(split(text, ';')));
        }
        return clauses;
    }

    String directive(String name) {
        return directives.getOrDefault(name, "");
    }

    private static Clause clause(List<String> parts) {
        var clause = new Clause(new ArrayList<>(), new HashMap<>(), new HashMap<>());
        for (var part : parts) {
            int equals = equalsSign(part);
            if (equals < 0) {
                clause.names.add(part);
            } else if (part.charAt(equals - 1) == ':') {
                clause.directives.put(
                        part.substring(0, equals - 1).strip(), plain(part.substring(equals + 1)));
            } else {
                var name = part.substring(0, equals);
                int colon = name.indexOf(':');
                clause.attributes.put(
                        (colon < 0 ? name : name.substring(0, colon)).strip(),
                        plain(part.substring(equals + 1)));
            }
        }
        return clause;
    }

    private static int equalsSign(String part) {
        int equals = part.indexOf('=');
        return part.startsWith("\"") ? -1 : equals > 0 ? equals : -1;
    }

    private static String plain(String value) {
        var text = value.strip();
        boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    /** The parts between separators that are not within quotes. */
    private static List<String> split(String text, char separator) {
        var parts = new ArrayList<String>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            boolean end = i == text.length();
            if (!end && text.charAt(i) == '"') {
                quoted = !quoted;
            }
            if (end || text.charAt(i) == separator && !quoted) {
                var part = text.substring(start, i).strip();
                if (!part.isEmpty()) {
                    parts.add(part);
                }
                start = i + 1;
            }
        }
        return parts;
    }
}
