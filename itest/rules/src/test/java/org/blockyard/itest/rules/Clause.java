package org.blockyard.itest.rules;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One clause of a manifest header: what it names, and its attributes and directives. */
record Clause(String name, Map<String, String> attributes) {
    private static final String OUTSIDE_QUOTES = "(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)";
    private static final Pattern COMMA = Pattern.compile("," + OUTSIDE_QUOTES);
    private static final Pattern SEMICOLON = Pattern.compile(";" + OUTSIDE_QUOTES);

    static List<Clause> parse(String header) {
        return header == null ? List.of() : COMMA.splitAsStream(header).map(Clause::one).toList();
    }

    private static Clause one(String text) {
        String[] parts = SEMICOLON.split(text);
        var attributes = new LinkedHashMap<String, String>();
        Stream.of(parts).skip(1).forEach(part -> put(attributes, part));
        return new Clause(parts[0].strip(), attributes);
    }

    private static void put(Map<String, String> attributes, String part) {
        int equals = part.indexOf('=');
        String value = part.substring(equals + 1).strip();
        attributes.put(part.substring(0, equals).strip(), value.replaceAll("^\"|\"$", ""));
    }
}
