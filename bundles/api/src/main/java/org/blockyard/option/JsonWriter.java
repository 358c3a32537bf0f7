package org.blockyard.option;

import java.util.Collection;
import java.util.Map;

/** Writes trees; what is not ASCII is escaped, so that the text survives any encoding. */
final class JsonWriter {
    private static final String HEX = "0123456789ABCDEF";

    private final boolean pretty;
    private final StringBuilder text = new StringBuilder();
    private int depth;

    JsonWriter(boolean pretty) {
        this.pretty = pretty;
    }

    String write(Object tree) {
        value(tree);
        return text.toString();
    }

    private void value(Object tree) {
        if (tree instanceof String string) {
            string(string);
        } else if (tree instanceof Map<?, ?> map) {
            object(map);
        } else if (tree instanceof Collection<?> items) {
            array(items);
        } else if (tree instanceof Double || tree instanceof Float) {
            real(((Number) tree).doubleValue());
        } else if (tree instanceof Number || tree instanceof Boolean) {
            text.append(tree);
        } else if (tree == JsonNull.NULL) {
            text.append("null");
        } else {
            throw new IllegalArgumentException("no JSON value: " + tree.getClass().getName());
        }
    }

    private void real(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("JSON has no " + value);
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            text.append((long) value);
        } else {
            text.append(value);
        }
    }

    private void object(Map<?, ?> map) {
        text.append('{');
        depth++;
        boolean first = true;
        for (var member : map.entrySet()) {
            separate(first);
            first = false;
            string((String) member.getKey());
            text.append(": ");
            value(member.getValue());
        }
        close('}');
    }

    private void array(Collection<?> items) {
        text.append('[');
        depth++;
        boolean first = true;
        for (var item : items) {
            separate(first);
            first = false;
            value(item);
        }
        close(']');
    }

    private void separate(boolean first) {
        if (!first) {
            text.append(pretty ? "," : ", ");
        }
        newLine();
    }

    private void close(char bracket) {
        depth--;
        newLine();
        text.append(bracket);
    }

    private void newLine() {
        if (pretty) {
            text.append('\n').repeat(' ', 4 * depth);
        }
    }

    private void string(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\b' -> text.append("\\b");
                case '\f' -> text.append("\\f");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> character(c);
            }
        }
        text.append('"');
    }

    private void character(char c) {
        if (c >= ' ' && c < 0x7F) {
            text.append(c);
            return;
        }
        text.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            text.append(HEX.charAt(c >> shift & 15));
        }
    }
}
