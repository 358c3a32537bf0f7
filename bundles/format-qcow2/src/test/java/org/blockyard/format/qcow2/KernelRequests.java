package org.blockyard.format.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.driver.BlockDevice;
import org.blockyard.io.RequestFlags;

/**
 * Divides requests for a device as the kernel does: at its grains, and by writing as a last way.
 */
final class KernelRequests {
    private KernelRequests() {}

    static void zero(BlockDevice device, long offset, long length, RequestFlags flags)
            throws IOException {
        long grain = device.limits().zeroAlignment();
        long end = offset + length;
        for (long at = offset; at < end; ) {
            long piece = piece(at, end, grain, device.length());
            if (!device.writeZeroes(at, piece, flags)) {
                device.write(at, ByteBuffer.allocate((int) piece), RequestFlags.NONE);
            }
            at += piece;
        }
    }

    private static long piece(long at, long end, long grain, long diskEnd) {
        if (at % grain != 0) {
            return Math.min(end - at, grain - at % grain);
        }
        long whole = (end - at) / grain * grain;
        return whole == 0 || end == diskEnd ? end - at : whole;
    }

    static void discard(BlockDevice device, long offset, long length) throws IOException {
        long grain = device.limits().discardAlignment();
        long start = (offset + grain - 1) / grain * grain;
        long end = offset + length;
        long to = end == device.length() ? end : end / grain * grain;
        if (start < to) {
            device.discard(start, to - start);
        }
    }
}
