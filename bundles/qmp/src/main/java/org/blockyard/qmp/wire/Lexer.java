package org.blockyard.qmp.wire;

import java.util.function.Consumer;

/**
 * Cuts bytes into {@link Token}s, however they arrive. What is no word is handed on as {@link
 * Token.Kind#STRAY} once, and then skipped up to something that a message may begin with: a brace,
 * bracket, colon or comma, a control character other than tab, or one of the bytes 0xFE and 0xFF,
 * which are never part of UTF-8. Clients send 0xFF to get back into step.
 */
final class Lexer {
    private enum State {
        START,
        MINUS,
        ZERO,
        DIGITS,
        POINT,
        FRACTION,
        EXPONENT,
        EXPONENT_SIGN,
        EXPONENT_DIGITS,
        KEYWORD,
        STRING,
        ESCAPE,
        RECOVERY
    }

    private final Consumer<Token> sink;
    private final StringBuilder text = new StringBuilder();
    private State state = State.START;
    private int quote;

    Lexer(Consumer<Token> sink) {
        this.sink = sink;
    }

    /** The bytes of the word begun but not ended. */
    int pending() {
        return text.length();
    }

    /** Forgets the word begun and skips to the next beginning. */
    void drop() {
        clear();
        state = State.RECOVERY;
    }

    /** Takes one byte, 0 to 255. */
    void feed(int c) {
        // a word that ends without c leaves c to be looked at again, from the start
        while (!take(c)) {
            state = State.START;
        }
    }

    private boolean take(int c) {
        return switch (state) {
            case START -> start(c);
            case MINUS -> c == '0' ? move(c, State.ZERO) : digitOr(c, State.DIGITS);
            case ZERO -> digit(c) ? stray(c) : fraction(c);
            case DIGITS -> digit(c) ? move(c, State.DIGITS) : fraction(c);
            case POINT -> digitOr(c, State.FRACTION);
            case FRACTION -> digit(c) ? move(c, State.FRACTION) : exponent(c, Token.Kind.FLOAT);
            case EXPONENT ->
                    c == '+' || c == '-'
                            ? move(c, State.EXPONENT_SIGN)
                            : digitOr(c, State.EXPONENT_DIGITS);
            case EXPONENT_SIGN -> digitOr(c, State.EXPONENT_DIGITS);
            case EXPONENT_DIGITS ->
                    digit(c) ? move(c, State.EXPONENT_DIGITS) : end(Token.Kind.FLOAT);
            case KEYWORD -> c >= 'a' && c <= 'z' ? move(c, State.KEYWORD) : end(Token.Kind.KEYWORD);
            case STRING -> string(c);
            case ESCAPE -> unprintable(c) ? stray(c) : move(c, State.STRING);
            case RECOVERY -> !restarts(c);
        };
    }

    private boolean start(int c) {
        return switch (c) {
            case ' ', '\t', '\r', '\n' -> true;
            case '{' -> word(c, Token.Kind.OPEN_OBJECT);
            case '}' -> word(c, Token.Kind.CLOSE_OBJECT);
            case '[' -> word(c, Token.Kind.OPEN_LIST);
            case ']' -> word(c, Token.Kind.CLOSE_LIST);
            case ':' -> word(c, Token.Kind.COLON);
            case ',' -> word(c, Token.Kind.COMMA);
            case '"', '\'' -> {
                quote = c;
                yield move(c, State.STRING);
            }
            case '-' -> move(c, State.MINUS);
            case '0' -> move(c, State.ZERO);
            default -> c >= 'a' && c <= 'z' ? move(c, State.KEYWORD) : digitOr(c, State.DIGITS);
        };
    }

    private boolean fraction(int c) {
        return c == '.' ? move(c, State.POINT) : exponent(c, Token.Kind.INTEGER);
    }

    private boolean exponent(int c, Token.Kind otherwise) {
        return c == 'e' || c == 'E' ? move(c, State.EXPONENT) : end(otherwise);
    }

    private boolean string(int c) {
        if (c == quote) {
            return word(c, Token.Kind.STRING);
        }
        return unprintable(c) ? stray(c) : move(c, c == '\\' ? State.ESCAPE : State.STRING);
    }

    private boolean digitOr(int c, State next) {
        return digit(c) ? move(c, next) : stray(c);
    }

    private boolean move(int c, State next) {
        text.append((char) c);
        state = next;
        return true;
    }

    private boolean word(int c, Token.Kind kind) {
        text.append((char) c);
        end(kind);
        state = State.START;
        return true;
    }

    private boolean stray(int c) {
        text.append((char) c);
        end(Token.Kind.STRAY);
        state = State.RECOVERY;
        return true;
    }

    private boolean end(Token.Kind kind) {
        var token = new Token(kind, text.toString());
        clear();
        sink.accept(token);
        return false;
    }

    private void clear() {
        text.setLength(0);
        if (text.capacity() > 1 << 16) {
            text.trimToSize();
        }
    }

    private static boolean digit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean unprintable(int c) {
        return c < 0x20 || c >= 0xFE;
    }

    private static boolean restarts(int c) {
        return unprintable(c) && c != '\t' || "{}[]:,".indexOf(c) >= 0;
    }
}
