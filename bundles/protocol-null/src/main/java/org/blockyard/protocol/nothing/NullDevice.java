package org.blockyard.protocol.nothing;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.blockyard.driver.BlockDevice;
import org.blockyard.io.Extent;
import org.blockyard.io.RequestFlags;

/** Takes every request, keeps nothing, and is as quick as it was told to be. */
final class NullDevice implements BlockDevice {
    private final NullOptions options;

    NullDevice(NullOptions options) {
        this.options = options;
    }

    @Override
    public long length() {
        return options.size();
    }

    @Override
    public void read(long offset, ByteBuffer target) {
        pause();
        fill(target);
    }

    @Override
    public boolean tryRead(long offset, ByteBuffer target) {
        if (options.latencyNs() > 0) {
            return false;
        }
        fill(target);
        return true;
    }

    private void fill(ByteBuffer target) {
        // always: the buffer may hold what another disk's client read
        MemorySegment.ofBuffer(target).fill((byte) 0);
        target.position(target.limit());
    }

    @Override
    public void write(long offset, ByteBuffer source, RequestFlags flags) {
        pause();
        source.position(source.limit());
    }

    @Override
    public boolean tryWrite(long offset, ByteBuffer source, RequestFlags flags) {
        if (options.latencyNs() > 0) {
            return false;
        }
        source.position(source.limit());
        return true;
    }

    @Override
    public boolean writeZeroes(long offset, long length, RequestFlags flags) {
        pause();
        return true;
    }

    @Override
    public void discard(long offset, long length) {
        pause();
    }

    @Override
    public void flush() {
        pause();
    }

    @Override
    public Extent status(long offset, long length) {
        return options.readZeroes() ? Extent.zero(length) : Extent.data(length);
    }

    @Override
    public Optional<Extent> tryStatus(long offset, long length) {
        return Optional.of(status(offset, length));
    }

    private void pause() {
        long end = System.nanoTime() + options.latencyNs();
        for (long left = options.latencyNs(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    @Override
    public void close() {}
}
