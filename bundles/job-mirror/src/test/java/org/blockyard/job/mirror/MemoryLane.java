package org.blockyard.job.mirror;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.graph.ChainExtent;
import org.blockyard.graph.Lane;
import org.blockyard.io.Limits;
import org.blockyard.io.RequestFlags;

/** A disk in memory whose writes can be made to fail. */
final class MemoryLane implements Lane {
    final byte[] bytes;
    volatile boolean failing;

    MemoryLane(int length) {
        bytes = new byte[length];
    }

    @Override
    public long length() {
        return bytes.length;
    }

    @Override
    public Limits limits() {
        return Limits.NONE;
    }

    @Override
    public void read(long offset, ByteBuffer target) {
        target.put(bytes, (int) offset, target.remaining());
    }

    @Override
    public void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        if (failing) {
            throw new IOException("the disk fails");
        }
        source.get(bytes, (int) offset, source.remaining());
    }

    @Override
    public ChainExtent chainStatus(long offset, long length, Optional<String> base) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
