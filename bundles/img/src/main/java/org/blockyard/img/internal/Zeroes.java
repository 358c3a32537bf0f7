package org.blockyard.img.internal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/** Looks for bytes that are not zero. */
final class Zeroes {
    private static final int STRIDE = 64;

    private Zeroes() {}

    /**
     * The index, counted from the position, of the first byte up to the limit that is not zero, or
     * -1.
     */
    static int firstNonZero(ByteBuffer bytes) {
        var segment = MemorySegment.ofBuffer(bytes);
        return (int) firstNonZero(segment, 0, segment.byteSize());
    }

    private static long firstNonZero(MemorySegment segment, long from, long size) {
        long at = from;
        for (; at + STRIDE <= size; at += STRIDE) {
            if (stride(segment, at) != 0) {
                break;
            }
        }
        for (; at < size; at++) {
            if (segment.get(ValueLayout.JAVA_BYTE, at) != 0) {
                return at;
            }
        }
        return -1;
    }

    /** Whether all bytes from the position to the limit are zero. */
    static boolean all(ByteBuffer bytes) {
        return firstNonZero(bytes) < 0;
    }

    /** Whether all bytes of a range are zero. */
    static boolean all(MemorySegment segment, long from, long to) {
        return firstNonZero(segment, from, to) < 0;
    }

    private static long stride(MemorySegment s, long at) {
        var layout = ValueLayout.JAVA_LONG_UNALIGNED;
        return s.get(layout, at)
                | s.get(layout, at + 8)
                | s.get(layout, at + 16)
                | s.get(layout, at + 24)
                | s.get(layout, at + 32)
                | s.get(layout, at + 40)
                | s.get(layout, at + 48)
                | s.get(layout, at + 56);
    }
}
