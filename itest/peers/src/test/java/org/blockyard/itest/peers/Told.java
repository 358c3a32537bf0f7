package org.blockyard.itest.peers;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockyard.option.Json;

/** What a tool tells as JSON, as far as two implementations can tell the same. */
final class Told {
    /** What 7.2 does not tell, what names files, and what file systems choose. */
    private static final List<String> LEFT_OUT =
            List.of("children", "actual-size", "filename", "compressed", "detached-header");

    private Told() {}

    /** The tree of a JSON text. */
    static Object parsed(String text) {
        try {
            return Json.parse(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }

    /** The tree of a JSON text without what need not be the same. */
    static Object comparable(String text) {
        return without(parsed(text));
    }

    private static Object without(Object tree) {
        return switch (tree) {
            case Map<?, ?> map -> {
                var rest = new LinkedHashMap<Object, Object>();
                map.forEach((key, value) -> rest.put(key, without(value)));
                rest.keySet().removeAll(LEFT_OUT);
                yield rest;
            }
            case List<?> list -> list.stream().map(Told::without).toList();
            default -> tree;
        };
    }
}
