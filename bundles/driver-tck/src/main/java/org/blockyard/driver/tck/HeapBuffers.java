package org.blockyard.driver.tck;

import java.nio.ByteBuffer;
import org.blockyard.io.BufferPool;
import org.blockyard.io.IoBuffer;

/** Memory for tests: each buffer is new, and nobody else's. */
public final class HeapBuffers implements BufferPool {
    /** A pool. */
    public HeapBuffers() {}

    @Override
    public IoBuffer lend(int size) {
        var bytes = ByteBuffer.allocate(size);
        return new IoBuffer() {
            @Override
            public ByteBuffer bytes() {
                return bytes;
            }

            @Override
            public void close() {}
        };
    }
}
