package org.blockyard.option;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** Reads one JSON text (RFC 8259, and strings in single quotes) within bounds. */
final class JsonParser {
    static final int MAX_TEXT = 64 << 20;
    static final int MAX_TOKENS = 2 << 20;
    static final int MAX_NESTING = 1024;

    private final String text;
    private int at;
    private int tokens;
    private int nesting;

    JsonParser(String text) {
        this.text = text;
    }

    Object document() throws BlockException {
        if (text.length() > MAX_TEXT) {
            throw error("text is too long");
        }
        var value = value();
        if (peek() != END) {
            throw error("unexpected text after the value");
        }
        return value;
    }

    private static final char END = '\0';

    /** The next character that is no white space, not consumed; {@link #END} at the end. */
    private char peek() throws BlockException {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == END) {
                throw error("unexpected character");
            }
            if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
                return c;
            }
            at++;
        }
        return END;
    }

    private char token() throws BlockException {
        if (++tokens > MAX_TOKENS) {
            throw error("too many tokens");
        }
        return peek();
    }

    private Object value() throws BlockException {
        char c = token();
        return switch (c) {
            case '{' -> object();
            case '[' -> array();
            case '"', '\'' -> string(c);
            case END -> throw error("unexpected end");
            default -> c == '-' || c >= '0' && c <= '9' ? number() : keyword();
        };
    }

    private void enter() throws BlockException {
        if (++nesting > MAX_NESTING) {
            throw error("nested too deep");
        }
        at++;
    }

    private boolean ends(char bracket) throws BlockException {
        if (token() != bracket) {
            return false;
        }
        at++;
        nesting--;
        return true;
    }

    private Map<String, Object> object() throws BlockException {
        enter();
        var members = new LinkedHashMap<String, Object>();
        if (ends('}')) {
            return members;
        }
        while (true) {
            char quote = token();
            if (quote != '"' && quote != '\'') {
                throw error("expected a member's name");
            }
            int start = at;
            var name = string(quote);
            if (token() != ':') {
                throw error("expected ':'");
            }
            at++;
            if (members.put(name, value()) != null) {
                at = start;
                throw error("duplicate member '" + name + "'");
            }
            if (ends('}')) {
                return members;
            }
            comma("expected ',' or '}'");
        }
    }

    private List<Object> array() throws BlockException {
        enter();
        var items = new ArrayList<Object>();
        if (ends(']')) {
            return items;
        }
        while (true) {
            items.add(value());
            if (ends(']')) {
                return items;
            }
            comma("expected ',' or ']'");
        }
    }

    private void comma(String otherwise) throws BlockException {
        if (peek() != ',') {
            throw error(otherwise);
        }
        at++;
    }

    private Object keyword() throws BlockException {
        int start = at;
        int end = at;
        while (end < text.length() && Character.isLetterOrDigit(text.charAt(end))) {
            end++;
        }
        at = end;
        if (text.startsWith("true", start) && end - start == 4) {
            return true;
        } else if (text.startsWith("false", start) && end - start == 5) {
            return false;
        } else if (text.startsWith("null", start) && end - start == 4) {
            return JsonNull.NULL;
        }
        at = start;
        throw error("unexpected character");
    }

    private Object number() throws BlockException {
        int start = at;
        skip('-', '-');
        if (!(skip('0', '0') || digits())) {
            throw error("expected a digit");
        }
        boolean whole = true;
        if (skip('.', '.')) {
            whole = false;
            requireDigits();
        }
        if (skip('e', 'E')) {
            whole = false;
            skip('+', '-');
            requireDigits();
        }
        if (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
            throw error("unexpected character in a number");
        }
        return toNumber(text.substring(start, at), whole);
    }

    private Object toNumber(String digits, boolean whole) throws BlockException {
        // 19 digits are the most a long has
        if (whole && digits.length() <= 20) {
            try {
                return Long.parseLong(digits);
            } catch (NumberFormatException e) {
                // too large; a Double then
            }
        }
        double value = Double.parseDouble(digits);
        if (Double.isInfinite(value)) {
            throw error("number is too large");
        }
        return value;
    }

    private boolean skip(char one, char other) {
        if (at < text.length() && (text.charAt(at) == one || text.charAt(at) == other)) {
            at++;
            return true;
        }
        return false;
    }

    private boolean digits() {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at > start;
    }

    private void requireDigits() throws BlockException {
        if (!digits()) {
            throw error("expected a digit");
        }
    }

    private String string(char quote) throws BlockException {
        int start = ++at;
        // most strings have no escapes: no copy of the characters one by one
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == quote) {
                return text.substring(start, at++);
            }
            if (c == '\\' || c < ' ') {
                break;
            }
            at++;
        }
        return escaped(quote, new StringBuilder(text.substring(start, at)));
    }

    private String escaped(char quote, StringBuilder value) throws BlockException {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c < ' ') {
                throw error("control character in a string");
            }
            at++;
            if (c == quote) {
                return value.toString();
            }
            value.append(c == '\\' ? escape() : c);
            if (Character.isHighSurrogate(value.charAt(value.length() - 1))) {
                lowSurrogate(value);
            }
        }
        throw error("string without end");
    }

    private void lowSurrogate(StringBuilder value) throws BlockException {
        if (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\\') {
                at++;
                c = escape();
            } else {
                at++;
            }
            if (Character.isLowSurrogate(c)) {
                value.append(c);
                return;
            }
        }
        throw error("half a surrogate pair");
    }

    private char escape() throws BlockException {
        if (at == text.length()) {
            throw error("string without end");
        }
        char c = text.charAt(at++);
        return switch (c) {
            case '"', '\'', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw error("unknown escape");
        };
    }

    private char unicode() throws BlockException {
        int value = 0;
        for (int i = 0; i < 4; i++, at++) {
            int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
            if (digit < 0) {
                throw error("expected four hexadecimal digits");
            }
            value = value << 4 | digit;
        }
        return (char) value;
    }

    private BlockException error(String what) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < Math.min(at, text.length()); i++) {
            if (text.charAt(i) == '\n') {
                line++;
                column = 1;
            } else {
                column++;
            }
        }
        var sentence = "JSON parse error at line " + line + ", column " + column + ": " + what;
        return new BlockException(ErrorKind.INVALID_FORMAT, sentence).at(at);
    }
}
