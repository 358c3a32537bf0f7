package org.blockyard.img.internal;

import java.nio.ByteBuffer;

/** Looks for bytes that are not zero, by comparing with zeroes. */
final class Zeroes {
    /** Only ever read. */
    private static final ByteBuffer ZEROES =
            ByteBuffer.allocateDirect(Mismatch.BLOCK).asReadOnlyBuffer();

    private Zeroes() {}

    /**
     * The index, counted from the position, of the first byte up to the limit that is not zero, or
     * -1.
     */
    static int firstNonZero(ByteBuffer bytes) {
        int size = bytes.remaining();
        for (int at = 0; at < size; at += Mismatch.BLOCK) {
            int count = Math.min(Mismatch.BLOCK, size - at);
            int found = bytes.slice(bytes.position() + at, count).mismatch(ZEROES.slice(0, count));
            if (found >= 0) {
                return at + found;
            }
        }
        return -1;
    }

    /** Whether all bytes from the position to the limit are zero. */
    static boolean all(ByteBuffer bytes) {
        return firstNonZero(bytes) < 0;
    }

    /** Whether all bytes of a range are zero; the buffer's limit is not before its end. */
    static boolean all(ByteBuffer bytes, int from, int to) {
        // most data are seen to be some by their first bytes
        if (to - from >= Long.BYTES && bytes.getLong(from) != 0) {
            return false;
        }
        return firstNonZero(bytes.slice(from, to - from)) < 0;
    }
}
