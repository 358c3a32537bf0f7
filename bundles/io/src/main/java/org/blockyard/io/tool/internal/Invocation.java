package org.blockyard.io.tool.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.io.BlockException;

/** A parsed command line. */
final class Invocation {
    private static final Map<String, String> LETTERS =
            Map.ofEntries(
                    Map.entry("c", "cmd"),
                    Map.entry("f", "format"),
                    Map.entry("r", "read-only"),
                    Map.entry("s", "snapshot"),
                    Map.entry("n", "nocache"),
                    Map.entry("C", "copy-on-read"),
                    Map.entry("m", "misalign"),
                    Map.entry("k", "native-aio"),
                    Map.entry("i", "aio"),
                    Map.entry("t", "cache"),
                    Map.entry("d", "discard"),
                    Map.entry("U", "force-share"),
                    Map.entry("o", "options"),
                    Map.entry("h", "help"),
                    Map.entry("V", "version"));
    private static final List<String> WITH_VALUE =
            List.of("cmd", "format", "aio", "cache", "discard", "object", "options");
    private static final List<String> LONG_ONLY = List.of("object", "image-opts");
    private static final List<String> NOT_THERE = List.of("snapshot", "copy-on-read");

    private final Map<String, List<String>> options = new HashMap<>();
    private Optional<String> file = Optional.empty();

    private Invocation() {}

    static Invocation parse(List<String> words) throws BlockException {
        var invocation = new Invocation();
        var rest = new ArrayList<>(words);
        while (!rest.isEmpty()) {
            var word = rest.removeFirst();
            if (word.startsWith("--") && word.length() > 2) {
                invocation.takeLong(word.substring(2), rest);
            } else if (word.startsWith("-") && word.length() > 1 && !word.equals("--")) {
                invocation.takeLetters(word.substring(1), rest);
            } else if (!word.equals("--")) {
                if (invocation.file.isPresent()) {
                    throw IoTool.usage("only one file can be opened: " + word);
                }
                invocation.file = Optional.of(word);
            }
        }
        for (var name : NOT_THERE) {
            if (invocation.has(name)) {
                throw IoTool.usage("--" + name + " is not supported by this version");
            }
        }
        return invocation;
    }

    private void takeLong(String word, List<String> rest) throws BlockException {
        int equals = word.indexOf('=');
        var name = equals < 0 ? word : word.substring(0, equals);
        if (!LETTERS.containsValue(name) && !LONG_ONLY.contains(name)) {
            throw IoTool.usage("unrecognized option '--" + name + "'");
        }
        if (equals >= 0) {
            add(name, word.substring(equals + 1));
        } else {
            add(name, WITH_VALUE.contains(name) ? value(name, rest) : "");
        }
    }

    private void takeLetters(String letters, List<String> rest) throws BlockException {
        for (int i = 0; i < letters.length(); i++) {
            var name = LETTERS.get(letters.substring(i, i + 1));
            if (name == null) {
                throw IoTool.usage("invalid option -- '" + letters.charAt(i) + "'");
            }
            if (WITH_VALUE.contains(name)) {
                add(name, i + 1 < letters.length() ? letters.substring(i + 1) : value(name, rest));
                return;
            }
            add(name, "");
        }
    }

    private static String value(String name, List<String> rest) throws BlockException {
        if (rest.isEmpty()) {
            throw IoTool.usage("option '--" + name + "' requires an argument");
        }
        return rest.removeFirst();
    }

    private void add(String name, String value) {
        options.computeIfAbsent(name, k -> new ArrayList<>()).add(value);
    }

    boolean has(String name) {
        return options.containsKey(name);
    }

    Optional<String> value(String name) {
        return has(name) ? Optional.of(values(name).getLast()) : Optional.empty();
    }

    List<String> values(String name) {
        return options.getOrDefault(name, List.of());
    }

    List<String> commands() {
        return values("cmd");
    }

    Optional<String> file() {
        return file;
    }
}
