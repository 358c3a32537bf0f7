package org.blockyard.kernel.internal.path;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Finds buffers of nothing but zeroes. */
final class ZeroDetection {
    private ZeroDetection() {}

    /** Whether all bytes from position to limit are zero; the position stays. */
    static boolean allZero(ByteBuffer buffer) {
        var bytes = buffer.duplicate().order(ByteOrder.nativeOrder());
        int at = bytes.position();
        int end = bytes.limit();
        for (; at + 32 <= end; at += 32) {
            if ((bytes.getLong(at)
                            | bytes.getLong(at + 8)
                            | bytes.getLong(at + 16)
                            | bytes.getLong(at + 24))
                    != 0) {
                return false;
            }
        }
        for (; at < end; at++) {
            if (bytes.get(at) != 0) {
                return false;
            }
        }
        return end > bytes.position();
    }
}
