package org.blockyard.export.nbd;

import java.util.OptionalLong;
import org.blockyard.bitmap.BitmapHold;
import org.blockyard.bitmap.DirtyBitmap;
import org.blockyard.io.Extent;

/**
 * A dirty bitmap that clients of an export may ask for, as it is at each moment.
 *
 * @param hold what keeps it from being changed by others meanwhile
 */
record ServedBitmap(DirtyBitmap bitmap, BitmapHold hold) implements AutoCloseable {
    /** What it says of the bytes at {@code offset}: data for dirty, zero for clean. */
    Extent status(long offset, long length) {
        var bits = bitmap.bits();
        long end = offset + length;
        var dirty = bits.nextDirty(offset, end);
        if (dirty.equals(OptionalLong.of(offset))) {
            return Extent.data(bits.nextClean(offset, end).orElse(end) - offset);
        }
        return Extent.zero(dirty.orElse(end) - offset);
    }

    /** Lets it go. */
    @Override
    public void close() {
        hold.close();
    }
}
