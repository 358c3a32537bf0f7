package org.blockyard.qmp.wire;

import java.nio.charset.CharacterCodingException;

/** Undoes the escapes of a JSON string. */
final class StringToken {
    private final String raw;
    private final StringBuilder text = new StringBuilder();
    private int next = 1;

    private StringToken(String raw) {
        this.raw = raw;
    }

    /** The text that a string token, quotes and all, stands for. */
    static String text(String raw) throws TokenParser.SyntaxException {
        return new StringToken(raw).decode();
    }

    private String decode() throws TokenParser.SyntaxException {
        int end = raw.length() - 1;
        while (next < end) {
            int escape = raw.indexOf('\\', next);
            int plain = escape < 0 ? end : escape;
            plain(raw.substring(next, plain));
            next = plain;
            if (next < end) {
                escape();
            }
        }
        return text.toString();
    }

    private void plain(String bytes) throws TokenParser.SyntaxException {
        try {
            text.append(Utf8.strict(bytes));
        } catch (CharacterCodingException e) {
            throw new TokenParser.SyntaxException("invalid UTF-8 sequence in string");
        }
    }

    private void escape() throws TokenParser.SyntaxException {
        char c = raw.charAt(next + 1);
        next += 2;
        switch (c) {
            case '"', '\'', '\\', '/' -> text.append(c);
            case 'b' -> text.append('\b');
            case 'f' -> text.append('\f');
            case 'n' -> text.append('\n');
            case 'r' -> text.append('\r');
            case 't' -> text.append('\t');
            case 'u' -> codePoint(next - 2);
            default -> throw new TokenParser.SyntaxException("invalid escape sequence in string");
        }
    }

    private void codePoint(int start) throws TokenParser.SyntaxException {
        int unit = unit(next);
        next += 4;
        int code = unit;
        if (unit >= 0xD800 && unit < 0xDC00 && raw.startsWith("\\u", next)) {
            int low = unit(next + 2);
            if (low >= 0xDC00 && low < 0xE000) {
                code = Character.toCodePoint((char) unit, (char) low);
                next += 6;
            }
        }
        boolean noncharacter = (code & 0xFFFE) == 0xFFFE || code >= 0xFDD0 && code <= 0xFDEF;
        if (unit < 0
                || noncharacter
                || Character.isBmpCodePoint(code) && Character.isSurrogate((char) code)) {
            var shown = raw.substring(start, Math.min(start + 6, raw.length()));
            throw new TokenParser.SyntaxException(
                    Utf8.show(shown) + " is not a valid Unicode character");
        }
        text.appendCodePoint(code);
    }

    /** Four hexadecimal digits, or -1. */
    private int unit(int from) {
        if (from + 4 > raw.length()) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = raw.charAt(i) < 0x80 ? Character.digit(raw.charAt(i), 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }
}
