package org.blockyard.format.cloop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.io.BufferPool;
import org.blockyard.io.IoBuffer;
import org.jspecify.annotations.Nullable;

/** Keeps one block unpacked, the one that was last read through it. Thread-safe. */
final class BlockSlot implements AutoCloseable {
    private static final int NONE = -1;

    private final CompressedBlocks blocks;
    private final BufferPool buffers;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable IoBuffer memory;
    private int kept = NONE;

    BlockSlot(CompressedBlocks blocks, BufferPool buffers) {
        this.blocks = blocks;
        this.buffers = buffers;
    }

    /** Fills a buffer with bytes of a block, from {@code inside} on. */
    void read(int block, int inside, ByteBuffer target) throws IOException {
        lock.lock();
        try {
            var lent = memory;
            if (lent == null) {
                lent = buffers.lend(blocks.header().blockSize());
                memory = lent;
            }
            if (kept != block) {
                kept = NONE;
                blocks.inflate(block, lent.bytes().clear());
                kept = block;
            }
            copy(lent, inside, target);
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #read} if the block is kept and nobody else reads through this slot. */
    boolean tryRead(int block, int inside, ByteBuffer target) {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            var lent = memory;
            if (lent == null || kept != block) {
                return false;
            }
            copy(lent, inside, target);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private static void copy(IoBuffer lent, int inside, ByteBuffer target) {
        int length = target.remaining();
        target.put(target.position(), lent.bytes(), inside, length);
        target.position(target.position() + length);
    }

    @Override
    public void close() {
        var lent = memory;
        if (lent != null) {
            lent.close();
            memory = null;
        }
    }
}
