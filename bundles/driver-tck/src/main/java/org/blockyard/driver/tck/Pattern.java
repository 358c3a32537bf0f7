package org.blockyard.driver.tck;

import java.util.Random;

/** Bytes that are told apart: no two seeds give the same, and few are zero. */
final class Pattern {
    private Pattern() {}

    static void fill(byte[] bytes, long seed) {
        new Random(seed).nextBytes(bytes);
    }

    static byte[] of(int length, long seed) {
        var bytes = new byte[length];
        fill(bytes, seed);
        return bytes;
    }
}
