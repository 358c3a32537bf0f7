package org.blockyard.protocol.file;

import java.util.Map;
import java.util.Optional;

/** File names with and without a driver's prefix. */
final class PathNames {
    /** The score of a path about which nothing is known. */
    static final int SCORE_OF_ANY = 1;

    private PathNames() {}

    static Map<String, Object> parse(String prefix, String fileName) {
        var start = prefix + ":";
        return Map.of(
                "filename",
                fileName.startsWith(start) ? fileName.substring(start.length()) : fileName);
    }

    /** The path alone, unless it would be taken for a prefix. */
    static Optional<String> format(String prefix, Map<String, Object> options) {
        if (!(options.get("filename") instanceof String path)) {
            return Optional.empty();
        }
        int colon = path.indexOf(':');
        int slash = path.indexOf('/');
        boolean looksPrefixed = colon >= 0 && (slash < 0 || colon < slash);
        return Optional.of(looksPrefixed ? prefix + ":" + path : path);
    }
}
