package org.blockyard.protocol.vvfat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** File names of the form {@code fat:[12:|16:|32:][floppy:][rw:]DIR}. */
final class FatFileName {
    static final String PREFIX = "fat";

    private FatFileName() {}

    static Map<String, Object> parse(String fileName) throws BlockException {
        if (!fileName.startsWith(PREFIX + ":")) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, "File name string must start with 'fat:'");
        }
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("fat-type", 0L);
        options.put("floppy", false);
        options.put("rw", false);
        var rest = fileName.substring(PREFIX.length() + 1);
        int colon;
        while ((colon = rest.indexOf(':')) >= 0 && take(rest.substring(0, colon), options)) {
            rest = rest.substring(colon + 1);
        }
        options.put("dir", rest);
        return options;
    }

    /** The name that stands for options, unless they say what no name can. */
    static Optional<String> format(Map<String, Object> options) {
        if (!(options.get("dir") instanceof String dir) || options.containsKey("label")) {
            return Optional.empty();
        }
        var name = new StringBuilder(PREFIX + ":");
        var type = String.valueOf(options.getOrDefault("fat-type", 0));
        if (!type.equals("0")) {
            name.append(type).append(':');
        }
        for (var word : List.of("floppy", "rw")) {
            var value = String.valueOf(options.getOrDefault(word, false));
            if (value.equals("true") || value.equals("on")) {
                name.append(word).append(':');
            }
        }
        return Optional.of(name + dir);
    }

    /** Whether the word is one of those before the folder's name, and not part of it. */
    private static boolean take(String word, Map<String, Object> options) {
        switch (word) {
            case "12", "16", "32" -> options.put("fat-type", Long.parseLong(word));
            case "floppy", "rw" -> options.put(word, true);
            default -> {
                return false;
            }
        }
        return true;
    }
}
