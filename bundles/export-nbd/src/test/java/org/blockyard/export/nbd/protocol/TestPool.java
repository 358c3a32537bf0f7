package org.blockyard.export.nbd.protocol;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.blockyard.io.BufferPool;
import org.blockyard.io.IoBuffer;

/** A pool for tests that knows how many buffers are lent. */
final class TestPool implements BufferPool {
    private final Map<Integer, Queue<ByteBuffer>> free = new ConcurrentHashMap<>();
    private final Map<Integer, AtomicInteger> bySize = new ConcurrentHashMap<>();
    private final AtomicInteger lent = new AtomicInteger();

    /** How many of so many bytes are lent. */
    int lent(int size) {
        return bySize.getOrDefault(size, new AtomicInteger()).get();
    }

    int lent() {
        return lent.get();
    }

    @Override
    public IoBuffer lend(int size) {
        var ofSize = bySize.computeIfAbsent(size, any -> new AtomicInteger());
        lent.incrementAndGet();
        ofSize.incrementAndGet();
        var queue = free.computeIfAbsent(size, any -> new ConcurrentLinkedQueue<>());
        var kept = queue.poll();
        var bytes =
                kept != null
                        ? kept
                        : ByteBuffer.allocateDirect(size / ALIGNMENT * ALIGNMENT + 2 * ALIGNMENT)
                                .alignedSlice(ALIGNMENT);
        bytes.clear().limit(size);
        return new IoBuffer() {
            private boolean closed;

            @Override
            public ByteBuffer bytes() {
                return bytes;
            }

            @Override
            public void close() {
                if (!closed) {
                    closed = true;
                    lent.decrementAndGet();
                    ofSize.decrementAndGet();
                    queue.add(bytes);
                }
            }
        };
    }
}
