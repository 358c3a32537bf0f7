package org.blockyard.img.internal;

import java.nio.ByteBuffer;

/**
 * Compares bytes. In small blocks: Java compares at full speed only from code that it has compiled,
 * and it compiles what is called often.
 */
final class Mismatch {
    /** Bytes that are compared by one call. */
    static final int BLOCK = 16 << 10;

    private Mismatch() {}

    /** The index, counted from the positions, of the first byte that differs, or -1. */
    static int of(ByteBuffer a, ByteBuffer b) {
        int size = Math.min(a.remaining(), b.remaining());
        for (int at = 0; at < size; at += BLOCK) {
            int count = Math.min(BLOCK, size - at);
            int found =
                    a.slice(a.position() + at, count).mismatch(b.slice(b.position() + at, count));
            if (found >= 0) {
                return at + found;
            }
        }
        return a.remaining() == b.remaining() ? -1 : size;
    }
}
