package org.blockyard.export.nbd;

import java.io.IOException;
import java.util.OptionalLong;
import org.blockyard.bitmap.BitmapHold;
import org.blockyard.bitmap.DirtyBitmap;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.driver.Bitmapped;
import org.blockyard.graph.BlockNode;
import org.blockyard.io.Extent;

/** A dirty bitmap that clients of an export may ask for. */
interface ServedBitmap extends AutoCloseable {
    /** What it says of the bytes at {@code offset}: data for dirty, zero for clean. */
    Extent status(long offset, long length) throws IOException;

    /** Lets it go. */
    @Override
    void close();

    /**
     * One of a node, as it is at each moment.
     *
     * @param hold what keeps it from being changed by others meanwhile
     */
    record Live(DirtyBitmap bitmap, BitmapHold hold) implements ServedBitmap {
        @Override
        public Extent status(long offset, long length) {
            return status(bitmap.bits(), offset, length);
        }

        private static Extent status(DirtyBits bits, long offset, long length) {
            long end = offset + length;
            var dirty = bits.nextDirty(offset, end);
            if (dirty.equals(OptionalLong.of(offset))) {
                return Extent.data(bits.nextClean(offset, end).orElse(end) - offset);
            }
            return Extent.zero(dirty.orElse(end) - offset);
        }

        @Override
        public void close() {
            hold.close();
        }
    }

    /** One that only the image of a node knows, since nobody writes to it. */
    record Stored(BlockNode node, String name) implements ServedBitmap {
        @Override
        public Extent status(long offset, long length) throws IOException {
            return node.with(Bitmapped.class, device -> device.bitmapStatus(name, offset, length));
        }

        @Override
        public void close() {
            // nothing was held
        }
    }
}
