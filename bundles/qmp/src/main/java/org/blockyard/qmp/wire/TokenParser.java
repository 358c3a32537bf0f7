package org.blockyard.qmp.wire;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockyard.option.JsonNull;
import org.blockyard.qmp.wire.Token.Kind;

/** Makes a tree of the words of one value. Its depth was bounded when the words were gathered. */
final class TokenParser {
    private static final BigInteger UINT64_MAX =
            BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private final List<Token> tokens;
    private int next;

    /** What is wrong with the value. */
    static final class SyntaxException extends Exception {
        private static final long serialVersionUID = 1L;

        SyntaxException(String sentence) {
            super(sentence, null, false, false);
        }
    }

    TokenParser(List<Token> tokens) {
        this.tokens = tokens;
    }

    Object parse() throws SyntaxException {
        return value(take());
    }

    private Object value(Token token) throws SyntaxException {
        return switch (token.kind()) {
            case OPEN_OBJECT -> object();
            case OPEN_LIST -> list();
            case STRING -> StringToken.text(token.text());
            case INTEGER -> integer(token.text());
            case FLOAT -> real(token.text());
            case KEYWORD -> keyword(token.text());
            default -> throw new SyntaxException("expecting value");
        };
    }

    private Map<String, Object> object() throws SyntaxException {
        var members = new LinkedHashMap<String, Object>();
        if (skip(Kind.CLOSE_OBJECT)) {
            return members;
        }
        while (true) {
            if (!(value(take()) instanceof String name)) {
                throw new SyntaxException("key is not a string in object");
            }
            if (!skip(Kind.COLON)) {
                throw new SyntaxException("missing : in object pair");
            }
            if (members.put(name, value(take())) != null) {
                throw new SyntaxException("duplicate key");
            }
            if (skip(Kind.CLOSE_OBJECT)) {
                return members;
            }
            if (!skip(Kind.COMMA)) {
                throw new SyntaxException("expected separator in dict");
            }
        }
    }

    private List<Object> list() throws SyntaxException {
        var elements = new ArrayList<Object>();
        if (skip(Kind.CLOSE_LIST)) {
            return elements;
        }
        while (true) {
            elements.add(value(take()));
            if (skip(Kind.CLOSE_LIST)) {
                return elements;
            }
            if (!skip(Kind.COMMA)) {
                throw new SyntaxException("expected separator in list");
            }
        }
    }

    private static Object keyword(String word) throws SyntaxException {
        return switch (word) {
            case "true" -> true;
            case "false" -> false;
            case "null" -> JsonNull.NULL;
            default -> throw new SyntaxException("invalid keyword '" + word + "'");
        };
    }

    /** What a double can't hold is kept as it is, for an id to come back as it went. */
    private static Object real(String text) {
        var value = Double.valueOf(text);
        return value.isInfinite() ? new BigDecimal(text) : value;
    }

    /** 64 bits, signed or not; more than that loses precision rather than being refused. */
    private static Object integer(String digits) {
        if (digits.length() <= 18) {
            return Long.valueOf(digits);
        }
        if (digits.length() > 20) {
            return real(digits);
        }
        var exact = new BigInteger(digits);
        if (exact.bitLength() < Long.SIZE) {
            return exact.longValue();
        }
        return exact.signum() > 0 && exact.compareTo(UINT64_MAX) <= 0
                ? (Object) exact
                : (Object) exact.doubleValue();
    }

    private Token take() throws SyntaxException {
        if (next == tokens.size()) {
            throw new SyntaxException("premature end of input");
        }
        return tokens.get(next++);
    }

    private boolean skip(Kind kind) {
        if (next < tokens.size() && tokens.get(next).kind() == kind) {
            next++;
            return true;
        }
        return false;
    }
}
