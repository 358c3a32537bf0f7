package org.blockyard.platform;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * One clause of a bundle's {@code Blockyard-Provide} header, or one line of the index for flat
 * starts.
 *
 * @param className the class that is provided
 * @param services the names of the services it is
 * @param name its name among services of its kind
 * @param attributes all attributes of the clause; in the index also {@code bundle} and {@code
 *     version}
 */
public record ContributionHeader(
        String className, Set<String> services, String name, Map<String, String> attributes) {
    /** The header's name. */
    public static final String NAME = "Blockyard-Provide";

    private static final int MAX_LENGTH = 1 << 20;

    /**
     * Parses the header: clauses between commas, each a class and attributes after semicolons,
     * values plain or in double quotes.
     *
     * @throws BlockException of kind {@code INVALID_FORMAT}, saying which clause is wrong
     */
    public static List<ContributionHeader> parse(String header) throws BlockException {
        if (header.length() > MAX_LENGTH) {
            throw malformed("it is too long");
        }
        var clauses = new ArrayList<ContributionHeader>();
        for (var clause : split(header, ',')) {
            clauses.add(clause(split(clause, ';')));
        }
        return clauses;
    }

    private static ContributionHeader clause(List<String> parts) throws BlockException {
        var className = parts.get(0);
        var attributes = new LinkedHashMap<String, String>();
        for (var part : parts.subList(1, parts.size())) {
            int equals = part.indexOf('=');
            if (equals <= 0) {
                throw malformed(
                        "'" + part + "' of " + className + " is not of the form name=value");
            }
            // "name:Type" carries a type that is of no interest here
            var key = part.substring(0, equals).strip();
            int colon = key.indexOf(':');
            attributes.put(
                    colon < 0 ? key : key.substring(0, colon),
                    unquote(part.substring(equals + 1).strip()));
        }
        var services = new LinkedHashSet<>(split(attributes.getOrDefault("services", ""), ','));
        var name = attributes.getOrDefault("name", "");
        if (className.isEmpty() || services.isEmpty() || name.isEmpty()) {
            throw malformed("'" + className + "' lacks its class, services or name");
        }
        return new ContributionHeader(className, services, name, Map.copyOf(attributes));
    }

    /**
     * The parts between separators outside of quotes, without the white space around them; empty
     * ones do not count.
     */
    private static List<String> split(String text, char separator) throws BlockException {
        var parts = new ArrayList<String>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : separator;
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted) {
                i++;
            } else if (c == separator && (!quoted || i == text.length())) {
                var part = text.substring(start, i).strip();
                if (!part.isEmpty()) {
                    parts.add(part);
                }
                start = i + 1;
            }
        }
        if (quoted) {
            throw malformed("a quote has no end");
        }
        return parts;
    }

    private static String unquote(String value) {
        if (value.length() < 2 || value.charAt(0) != '"' || !value.endsWith("\"")) {
            return value;
        }
        var plain = value.substring(1, value.length() - 1);
        return plain.indexOf('\\') < 0 ? plain : plain.replace("\\\"", "\"").replace("\\\\", "\\");
    }

    private static BlockException malformed(String why) {
        return new BlockException(
                ErrorKind.INVALID_FORMAT, "Malformed " + NAME + " header: " + why);
    }
}
