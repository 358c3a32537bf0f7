package com.example.xor;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Child;
import org.blockyard.io.BufferPool;
import org.blockyard.io.RequestFlags;

/** One open disk of {@link XorDriver}. It keeps nothing, so any number of threads may use it at once. */
record XorDevice(Child file, byte key, BufferPool buffers) implements BlockDevice {
    @Override
    public long length() {
        return file.length();
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        int start = target.position();
        file.read(offset, target);
        for (int i = start; i < target.limit(); i++) {
            target.put(i, (byte) (target.get(i) ^ key));
        }
    }

    @Override
    public void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        try (var lent = buffers.lend(source.remaining())) {
            var stored = lent.bytes();
            while (source.hasRemaining()) {
                stored.put((byte) (source.get() ^ key));
            }
            file.write(offset, stored.flip(), flags);
        }
    }

    @Override
    public void flush() throws IOException {
        file.flush();
    }

    @Override
    public void close() {}
}
