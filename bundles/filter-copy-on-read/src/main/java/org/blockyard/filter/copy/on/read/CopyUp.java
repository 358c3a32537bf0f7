package org.blockyard.filter.copy.on.read;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.driver.Child;
import org.blockyard.driver.ImageDescription;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RangeLock;
import org.blockyard.io.RequestFlags;

/** Reads a disk and copies what its top layer does not hold into that layer, by whole grains. */
final class CopyUp {
    /** The most that is copied in one piece, unless the grain is larger. */
    private static final int MOST = 1 << 20;

    /** The largest grain that is worth the memory. */
    private static final int LARGEST_GRAIN = 2 << 20;

    private final Child file;
    private final BufferPool buffers;
    private final int grain;
    private final Source source;
    private final RangeLock ranges = new RangeLock();

    CopyUp(Child file, BufferPool buffers, int grain, Source source) {
        this.file = file;
        this.buffers = buffers;
        this.grain = grain;
        this.source = source;
    }

    /** The size of the pieces in which the top layer holds bytes. */
    static int grain(Child file) throws IOException {
        int cluster = file.description().orElse(ImageDescription.EMPTY).clusterSize().orElse(1);
        int known = Math.max(cluster, file.limits().requestAlignment());
        return Integer.bitCount(known) == 1 && known <= LARGEST_GRAIN ? known : 1;
    }

    /** What is being copied and written now. */
    RangeLock ranges() {
        return ranges;
    }

    /** What is to be done with a range. */
    Source.Run at(long offset, long length) throws IOException {
        return source.at(offset, length);
    }

    /** Reads, and copies what is not there yet. */
    void read(long offset, ByteBuffer target) throws IOException {
        int end = target.limit();
        while (target.position() < end) {
            var run = source.at(offset, end - target.position());
            int count = (int) run.length();
            if (run.copied()) {
                count = Math.min(count, room(offset));
                target.limit(target.position() + count);
                copy(offset, target);
            } else {
                file.read(offset, target.limit(target.position() + count));
            }
            target.limit(end);
            offset += count;
        }
    }

    /** How many bytes from an offset on fit into one piece. */
    private int room(long offset) {
        return (int) (Math.max(MOST, grain) - (offset & (grain - 1)));
    }

    private void copy(long offset, ByteBuffer target) throws IOException {
        long start = offset & -grain;
        long end = Math.min(file.length(), (offset + target.remaining() + grain - 1) & -grain);
        int length = (int) (end - start);
        try (var _ = ranges.exclusive(start, length);
                var lent = buffers.lend(length)) {
            var bytes = lent.bytes();
            // what was written since somebody looked is read here, and copied onto itself
            file.read(start, bytes);
            bytes.flip();
            keep(start, bytes);
            bytes.clear().position((int) (offset - start));
            target.put(bytes.limit(bytes.position() + target.remaining()));
        }
    }

    private void keep(long start, ByteBuffer bytes) throws IOException {
        try {
            if (isZero(bytes)) {
                file.writeZeroes(start, bytes.remaining(), RequestFlags.UNCHANGED);
            } else {
                file.write(start, bytes, RequestFlags.UNCHANGED);
            }
        } catch (BlockException e) {
            // a reader has what it wanted; the copy can be made another time
            if (e.kind() == ErrorKind.GONE) {
                throw e;
            }
        }
    }

    private static boolean isZero(ByteBuffer bytes) {
        int at = bytes.position();
        for (; at + Long.BYTES <= bytes.limit(); at += Long.BYTES) {
            if (bytes.getLong(at) != 0) {
                return false;
            }
        }
        for (; at < bytes.limit(); at++) {
            if (bytes.get(at) != 0) {
                return false;
            }
        }
        return true;
    }
}
