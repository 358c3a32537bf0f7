package org.blockyard.filter.compress;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.driver.Child;
import org.blockyard.driver.Layers;
import org.blockyard.io.BufferPool;
import org.blockyard.io.RangeLock;
import org.blockyard.io.RequestFlags;

/**
 * Writes by whole units, which are what is compressed: a part of one is written with the rest of
 * it. Reads need no units, so the disk does not ask for requests that are aligned to them.
 */
final class UnitWrites {
    private final Child file;
    private final Layers layers;
    private final BufferPool buffers;
    private final int unit;
    private final RangeLock ranges = new RangeLock();

    UnitWrites(Child file, BufferPool buffers, int unit) throws IOException {
        this.file = file;
        this.layers = file.layers(Optional.empty());
        this.buffers = buffers;
        this.unit = unit;
    }

    int unit() {
        return unit;
    }

    /** Keeps a range, whole units, from being written with the rest of a unit. */
    RangeLock.Held shared(long offset, long length) {
        long start = offset & -unit;
        return ranges.shared(start, end(offset + length) - start);
    }

    private long end(long end) {
        return (end + unit - 1) & -unit;
    }

    void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        long start = offset & -unit;
        int end = source.limit();
        try (var _ = ranges.exclusive(start, end(offset + source.remaining()) - start)) {
            while (source.hasRemaining()) {
                int count = Math.min(source.remaining(), unit - (int) (offset & (unit - 1)));
                writeInUnit(offset, source.limit(source.position() + count), flags);
                source.limit(end);
                offset += count;
            }
        }
    }

    /**
     * Writes a unit or a part of one. Formats do not put compressed data in the place of others, so
     * what takes such a place is written as it is.
     */
    private void writeInUnit(long offset, ByteBuffer source, RequestFlags flags)
            throws IOException {
        long start = offset & -unit;
        int length = (int) Math.min(unit, file.length() - start);
        var run = layers.at(start, length);
        if (run.present() && run.depth() == 0) {
            file.write(offset, source, flags);
        } else if (source.remaining() == length) {
            file.write(offset, source, flags.with(RequestFlags.COMPRESSED));
        } else {
            writePart(offset, source, length, flags.with(RequestFlags.COMPRESSED));
        }
    }

    private void writePart(long offset, ByteBuffer source, int length, RequestFlags flags)
            throws IOException {
        long start = offset & -unit;
        try (var lent = buffers.lend(length)) {
            var bytes = lent.bytes();
            file.read(start, bytes);
            bytes.clear().position((int) (offset - start));
            bytes.put(source);
            file.write(start, bytes.position(0).limit(length), flags);
        }
    }
}
