package org.blockyard.option;

import java.util.Map;
import java.util.Optional;
import org.blockyard.io.BlockException;

/**
 * The text form of options: {@code key=value,key2=value2}. A doubled comma stands for one. Keys are
 * fragments of 1 to 127 characters joined by dots; numeric fragments without a gap make a list. A
 * first value without a key may have an implied one.
 */
public final class KeyValues {
    private KeyValues() {}

    /**
     * Parses text to a tree of strings, maps and lists. Text that begins with <code>{</code> is
     * JSON instead.
     *
     * @param impliedKey the key of a first value that has none, if one is implied
     * @throws BlockException of kind {@code INVALID_OPTION}, naming the key
     */
    public static Map<String, Object> parse(String text, Optional<String> impliedKey)
            throws BlockException {
        var start = text.stripLeading();
        if (start.startsWith("{")) {
            return ScalarShape.asTree(Json.parse(start), "");
        }
        return KeyTree.nest(KeyValueText.pairs(text, impliedKey));
    }

    /**
     * Parses the options of {@code img -o}: as {@link #parse} without lists or dots' meaning, a
     * later value replacing an earlier.
     */
    public static Map<String, Object> parseFlat(String text) throws BlockException {
        return KeyValueText.settings(text);
    }

    /**
     * Whether the text asks for help: it holds {@code help} or {@code ?} as an element without a
     * value.
     */
    public static boolean asksForHelp(String text) {
        for (var element : KeyValueText.elements(text)) {
            if (element.equals("help") || element.equals("?")) {
                return true;
            }
        }
        return false;
    }

    /**
     * Joins dotted keys of a flat map to a tree: {@code file.driver} becomes {@code driver} in
     * {@code file}.
     */
    public static Map<String, Object> nest(Map<String, Object> flat) throws BlockException {
        return KeyTree.nest(flat);
    }

    /** The reverse of {@link #nest}: nested maps and lists become dotted keys. */
    public static Map<String, Object> flatten(Map<String, Object> tree) {
        return KeyTree.flatten(tree);
    }
}
