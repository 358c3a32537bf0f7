package org.blockyard.qmp.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Finds the JSON values in a stream of bytes that may be cut anywhere and may hold garbage. Each
 * value, and each mistake, is handed on in order. The size, the count of words and the depth of a
 * value are bounded. For one thread.
 */
public final class JsonStream {
    private final Limits limits;
    private final Consumer<Parsed> sink;
    private final Lexer lexer = new Lexer(this::token);
    private List<Token> tokens = new ArrayList<>();
    private long size;
    private int objects;
    private int lists;

    /** What was found. */
    public sealed interface Parsed {
        /**
         * A value.
         *
         * @param tree as {@link org.blockyard.option.OptionSchema} says; whole numbers beyond 63
         *     bits are a {@code BigInteger}
         */
        record Value(Object tree) implements Parsed {}

        /**
         * Something that is no value.
         *
         * @param sentence what is wrong with it
         */
        record Mistake(String sentence) implements Parsed {}
    }

    /**
     * The bounds of one value.
     *
     * @param bytes its words' bytes
     * @param words its words
     * @param depth objects and lists open at once
     */
    public record Limits(long bytes, int words, int depth) {
        /** QEMU's bounds: 64 MiB, 2 Mi words, depth 1024. */
        public static final Limits QEMU = new Limits(64L << 20, 2 << 20, 1024);

        /**
         * QEMU's bounds, lowered so that one client can't take more than a part of that much
         * memory.
         */
        public static Limits within(long memory) {
            return new Limits(
                    Math.min(QEMU.bytes, memory / 8),
                    (int) Math.min(QEMU.words, memory / 512),
                    QEMU.depth);
        }
    }

    /** A stream whose findings go to {@code sink}. */
    public JsonStream(Limits limits, Consumer<Parsed> sink) {
        this.limits = limits;
        this.sink = sink;
    }

    /** Takes the next bytes. */
    public void feed(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            lexer.feed(bytes[i] & 0xFF);
            if (lexer.pending() + size > limits.bytes) {
                lexer.drop();
                mistake("JSON token size limit exceeded");
            }
        }
    }

    private void token(Token token) {
        switch (token.kind()) {
            case OPEN_OBJECT -> objects++;
            case CLOSE_OBJECT -> objects--;
            case OPEN_LIST -> lists++;
            case CLOSE_LIST -> lists--;
            case STRAY -> {
                mistake("JSON parse error, stray '" + Utf8.show(token.text()) + "'");
                return;
            }
            default -> {}
        }
        tokens.add(token);
        size += token.text().length();
        if (tokens.size() > limits.words) {
            mistake("JSON token count limit exceeded");
        } else if (objects + lists > limits.depth) {
            mistake("JSON nesting depth limit exceeded");
        } else if (objects < 0 || lists < 0 || objects == 0 && lists == 0) {
            complete();
        }
    }

    private void complete() {
        var words = tokens;
        reset();
        Parsed found;
        try {
            found = new Parsed.Value(new TokenParser(words).parse());
        } catch (TokenParser.SyntaxException e) {
            found = new Parsed.Mistake("JSON parse error, " + e.getMessage());
        }
        sink.accept(found);
    }

    private void mistake(String sentence) {
        reset();
        sink.accept(new Parsed.Mistake(sentence));
    }

    private void reset() {
        tokens = new ArrayList<>();
        size = 0;
        objects = 0;
        lists = 0;
    }
}
