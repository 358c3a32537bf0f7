package org.blockyard.option;

import org.blockyard.io.BlockException;

/**
 * JSON as QMP speaks it: strings in double or single quotes, whole numbers as {@code Long}, others
 * as {@code Double}, objects in the order written. Bounded: text of 64 MiB, 2 Mi tokens, nesting
 * 1024. For what the trees are, see {@link OptionSchema}.
 */
public final class Json {
    private Json() {}

    /**
     * Parses one value; nothing but white space may follow it.
     *
     * @throws BlockException of kind {@code INVALID_FORMAT}, with the place in the text
     */
    public static Object parse(String text) throws BlockException {
        return new JsonParser(text).document();
    }

    /** Writes a tree on one line, as QMP does: {@code {"a": 1, "b": [2, 3]}}. */
    public static String write(Object tree) {
        return new JsonWriter(false).write(tree);
    }

    /** Writes a tree over several lines, indented by four spaces a level, members in order. */
    public static String writePretty(Object tree) {
        return new JsonWriter(true).write(tree);
    }
}
