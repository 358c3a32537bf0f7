package org.blockyard.option;

import org.blockyard.io.BlockException;

/**
 * Sizes in text: a number, decimals allowed, with one of the suffixes b, k, K, M, G, T, P, E
 * (powers of 1024).
 */
public final class Sizes {
    private Sizes() {}

    /**
     * The bytes that a text means, such as {@code 1.5G}, {@code 0x200} or {@code 512}.
     *
     * @throws BlockException of kind {@code INVALID_OPTION} if it is no size or does not fit 63
     *     bits
     */
    public static long parse(String text) throws BlockException {
        throw new UnsupportedOperationException();
    }

    /** A size for people: {@code 64 KiB}, {@code 1.5 GiB}; three significant digits. */
    public static String human(long bytes) {
        throw new UnsupportedOperationException();
    }
}
