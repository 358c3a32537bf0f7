package org.blockyard.format.vmdk.internal.extent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.driver.BlockDevice;
import org.blockyard.io.BufferPool;
import org.blockyard.io.Extent;
import org.blockyard.io.Limits;
import org.blockyard.io.RangeLock;
import org.blockyard.io.RequestFlags;

/**
 * An extent of compressed grains. Each write compresses all grains that it touches and appends
 * them; what they were before stays in the file.
 */
final class StreamPart implements BlockDevice {
    private final GrainPart grains;
    private final int grainSize;
    private final BufferPool buffers;
    private final RangeLock writes = new RangeLock();

    StreamPart(GrainPart grains, int grainSize, BufferPool buffers) {
        this.grains = grains;
        this.grainSize = grainSize;
        this.buffers = buffers;
    }

    @Override
    public long length() {
        return grains.length();
    }

    @Override
    public Limits limits() {
        return grains.limits();
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        grains.read(offset, target);
    }

    @Override
    public boolean tryRead(long offset, ByteBuffer target) throws IOException {
        return grains.tryRead(offset, target);
    }

    @Override
    public void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        int end = source.limit();
        for (long at = offset; source.position() < end; ) {
            int size = (int) Math.min(grainSize - at % grainSize, end - source.position());
            source.limit(source.position() + size);
            writeGrain(at, source);
            source.position(source.limit());
            source.limit(end);
            at += size;
        }
    }

    /** Bytes of one grain. */
    private void writeGrain(long at, ByteBuffer source) throws IOException {
        long start = at - at % grainSize;
        int there = (int) Math.min(grainSize, length() - start);
        try (var held = writes.exclusive(start, there)) {
            if (source.remaining() == there) {
                grains.write(start, source, RequestFlags.COMPRESSED);
                return;
            }
            try (var lent = buffers.lend(there)) {
                var whole = lent.bytes().clear().limit(there);
                grains.read(start, whole);
                whole.position((int) (at - start)).put(source.duplicate());
                grains.write(start, whole.limit(there).position(0), RequestFlags.COMPRESSED);
            }
        }
    }

    /** What reads as zeroes stays so; the rest has to be written. */
    @Override
    public boolean writeZeroes(long offset, long length, RequestFlags flags) throws IOException {
        for (long at = offset; at < offset + length; ) {
            var extent = grains.status(at, offset + length - at);
            if (extent.kind() != Extent.Kind.ZERO) {
                return false;
            }
            at += extent.length();
        }
        return true;
    }

    @Override
    public void flush() throws IOException {
        grains.flush();
    }

    @Override
    public Extent status(long offset, long length) throws IOException {
        return grains.status(offset, length);
    }

    @Override
    public Optional<Extent> tryStatus(long offset, long length) throws IOException {
        return grains.tryStatus(offset, length);
    }

    @Override
    public void close() throws IOException {
        grains.close();
    }
}
