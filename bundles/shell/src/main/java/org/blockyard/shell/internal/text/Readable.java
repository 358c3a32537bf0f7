package org.blockyard.shell.internal.text;

import java.util.List;
import java.util.Map;
import org.blockyard.option.JsonNull;

/**
 * Shows a JSON tree to people: members on lines of their own, what is inside indented, lists with
 * dashes.
 */
public final class Readable {
    private static final String INDENT = "  ";

    private Readable() {}

    /** The tree as text; nothing for an empty result. */
    public static String of(Object tree) {
        var text = new StringBuilder();
        switch (tree) {
            case Map<?, ?> map -> members(text, map, "");
            case List<?> list -> elements(text, list, "");
            default -> text.append(scalar(tree)).append('\n');
        }
        return text.toString();
    }

    private static void members(StringBuilder text, Map<?, ?> map, String indent) {
        boolean first = true;
        for (var member : map.entrySet()) {
            text.append(first ? "" : indent).append(member.getKey()).append(':');
            inner(text, member.getValue(), indent);
            first = false;
        }
    }

    private static void elements(StringBuilder text, List<?> list, String indent) {
        boolean first = true;
        for (var element : list) {
            text.append(first ? "" : indent).append("- ");
            switch (element) {
                case Map<?, ?> map when !map.isEmpty() -> members(text, map, indent + INDENT);
                case List<?> inside when !inside.isEmpty() ->
                        elements(text, inside, indent + INDENT);
                default -> text.append(scalar(element)).append('\n');
            }
            first = false;
        }
    }

    private static void inner(StringBuilder text, Object value, String indent) {
        switch (value) {
            case Map<?, ?> map when !map.isEmpty() -> {
                text.append('\n').append(indent).append(INDENT);
                members(text, map, indent + INDENT);
            }
            case List<?> list when !list.isEmpty() -> {
                text.append('\n').append(indent).append(INDENT);
                elements(text, list, indent + INDENT);
            }
            default -> text.append(' ').append(scalar(value)).append('\n');
        }
    }

    private static String scalar(Object value) {
        return switch (value) {
            case Boolean flag -> flag ? "on" : "off";
            case JsonNull _ -> "none";
            case Map<?, ?> _ -> "{}";
            case List<?> _ -> "[]";
            default -> String.valueOf(value);
        };
    }
}
