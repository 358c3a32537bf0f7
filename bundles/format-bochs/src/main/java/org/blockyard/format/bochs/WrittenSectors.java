package org.blockyard.format.bochs;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.format.kit.ImageFile;

/**
 * Which sectors of an extent were ever written: a part of its bitmap, in which the lowest bit of a
 * byte is the first sector's.
 *
 * @param bits the bytes of the part
 * @param from the sector of the first bit
 * @param end the sector behind the last one that is asked for
 */
record WrittenSectors(ByteBuffer bits, int from, int end) {
    /** Reads what the bitmap at a place says of some sectors, at least one. */
    static WrittenSectors read(ImageFile file, long bitmap, int first, int end) throws IOException {
        int skipped = first / Byte.SIZE;
        var bits = file.read(bitmap + skipped, Math.ceilDiv(end, Byte.SIZE) - skipped);
        return new WrittenSectors(bits, skipped * Byte.SIZE, end);
    }

    /** Whether a sector was written. */
    boolean has(int sector) {
        int index = sector - from;
        return (bits.get(index / Byte.SIZE) >> index % Byte.SIZE & 1) != 0;
    }

    /** Where the run ends whose sectors are as this one. */
    int endOfRun(int sector) {
        int next = sector + 1;
        while (next < end && has(next) == has(sector)) {
            next++;
        }
        return next;
    }
}
