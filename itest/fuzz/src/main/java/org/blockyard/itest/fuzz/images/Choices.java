package org.blockyard.itest.fuzz.images;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The bytes of a fuzzer as a row of choices. Each choice has a place of its own, so that a fuzzer
 * that changes a byte changes one of them; behind the end all are 0.
 */
final class Choices {
    private final ByteBuffer bytes;

    Choices(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    boolean areLeft() {
        return bytes.hasRemaining();
    }

    int one() {
        return (int) number(1);
    }

    int two() {
        return (int) number(2);
    }

    long eight() {
        return number(8);
    }

    <T> T of(List<T> all) {
        return all.get(one() % all.size());
    }

    private long number(int length) {
        long number = 0;
        for (int i = 0; i < length; i++) {
            number = number << 8 | (bytes.hasRemaining() ? bytes.get() & 0xff : 0);
        }
        return number;
    }
}
