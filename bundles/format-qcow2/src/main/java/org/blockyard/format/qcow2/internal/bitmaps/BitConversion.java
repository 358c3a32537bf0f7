package org.blockyard.format.qcow2.internal.bitmaps;

import java.nio.ByteBuffer;

/** Turns an image's bits into those that a node records in, and back. */
final class BitConversion {
    private BitConversion() {}

    static org.blockyard.bitmap.DirtyBits toApi(DirtyBits bits, long length, long granularity) {
        var copy = new org.blockyard.bitmap.DirtyBits(length, granularity);
        var page = ByteBuffer.allocate(DirtyBits.PAGE_BYTES);
        for (long at = 0; at * Byte.SIZE < bits.size(); at += DirtyBits.PAGE_BYTES) {
            if (bits.copyTo(at, page) != DirtyBits.Piece.CLEAR) {
                copy.load(at * Byte.SIZE * granularity, page.clear());
            }
        }
        return copy;
    }

    static DirtyBits ofApi(org.blockyard.bitmap.DirtyBits bits) {
        long granularity = bits.granularity();
        long count = bits.length() == 0 ? 0 : (bits.length() - 1) / granularity + 1;
        var copy = new DirtyBits(count);
        long pageSpan = (long) DirtyBits.PAGE_BYTES * Byte.SIZE * granularity;
        var page = ByteBuffer.allocate(DirtyBits.PAGE_BYTES);
        var dirty = bits.nextDirty(0, bits.length());
        while (dirty.isPresent()) {
            long start = dirty.getAsLong() / pageSpan * pageSpan;
            bits.store(start, page.clear());
            copy.copyFrom(start / granularity / Byte.SIZE, page.clear());
            dirty = bits.nextDirty(start + pageSpan, bits.length());
        }
        return copy;
    }
}
