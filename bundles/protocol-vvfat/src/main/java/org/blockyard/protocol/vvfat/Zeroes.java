package org.blockyard.protocol.vvfat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Fills buffers with zeroes. */
final class Zeroes {
    private Zeroes() {}

    /** Puts so many. */
    static void fill(ByteBuffer target, int count) {
        int end = target.position() + count;
        MemorySegment.ofBuffer(target).asSlice(0, count).fill((byte) 0);
        target.position(end);
    }
}
