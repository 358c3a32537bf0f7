package org.blockyard.itest.fuzz.inputs;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The bytes of a fuzzer as a row of choices. Each choice has a place of its own, so that a fuzzer
 * that changes a byte changes one of them; behind the end all are 0.
 */
public final class Choices {
    private final ByteBuffer bytes;

    /** Choices from these bytes. */
    public Choices(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    /** Whether bytes are left. */
    public boolean areLeft() {
        return bytes.hasRemaining();
    }

    /** A byte. */
    public int one() {
        return (int) number(1);
    }

    /** Two bytes. */
    public int two() {
        return (int) number(2);
    }

    /** Eight bytes. */
    public long eight() {
        return number(8);
    }

    /** One of these. */
    public <T> T of(List<T> all) {
        return all.get(one() % all.size());
    }

    /** All that is left, as text. */
    public String text() {
        var rest = new byte[bytes.remaining()];
        bytes.get(rest);
        return new String(rest, StandardCharsets.UTF_8);
    }

    private long number(int length) {
        long number = 0;
        for (int i = 0; i < length; i++) {
            number = number << 8 | (bytes.hasRemaining() ? bytes.get() & 0xff : 0);
        }
        return number;
    }
}
