package org.blockyard.format.qcow2.internal.bitmaps;

import java.io.IOException;
import org.blockyard.driver.BitmapInfo;
import org.blockyard.format.qcow2.internal.layout.BitmapEntry;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.jspecify.annotations.Nullable;

/** One bitmap of an open image. Under the lock of {@link Bitmaps}, but for the marking of bits. */
final class Bitmap {
    /** What the directory on disk says, or is to say of a new one: then it has no table. */
    BitmapEntry entry;

    /** The bits, once they are in memory. */
    volatile @Nullable DirtyBits bits;

    /** Whether the bits differ, or may differ, from those in the image. */
    boolean changed;

    /** Whether it was not stored when the image was last used: its bits are lost. */
    final boolean lost;

    Bitmap(BitmapEntry entry, @Nullable DirtyBits bits) {
        this.entry = entry;
        this.bits = bits;
        this.changed = bits != null;
        this.lost = entry.inUse();
    }

    String name() {
        return entry.name();
    }

    long granularity() {
        return 1L << entry.granularityBits();
    }

    boolean recording() {
        return entry.auto() && !lost && entry.understood();
    }

    long firstBit(long offset) {
        return offset >>> entry.granularityBits();
    }

    /** The first bit that lies whole behind an offset. */
    long endBit(long offset) {
        return BitmapEntry.bitsFor(offset, entry.granularityBits());
    }

    /** Fails unless its bits can be used. */
    void refuseIfLost() throws BlockException {
        if (lost) {
            throw new BlockException(
                            ErrorKind.CORRUPT,
                            "Bitmap '" + name() + "' is inconsistent and cannot be used")
                    .hint("remove it");
        }
        if (!entry.understood()) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED, "Bitmap '" + name() + "' is of an unknown kind");
        }
    }

    void setFlag(int flag, boolean set) {
        entry = entry.withFlags(set ? entry.flags() | flag : entry.flags() & ~flag);
    }

    BitmapInfo info() throws IOException {
        var known = bits;
        return new BitmapInfo(
                name(),
                1L << entry.granularityBits(),
                entry.auto(),
                lost,
                known == null ? 0 : known.count() << entry.granularityBits());
    }
}
