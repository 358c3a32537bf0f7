package org.blockyard.format.dmg;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.io.IoBuffer;
import org.jspecify.annotations.Nullable;

/** Keeps one chunk unpacked, the one that was last read through it. Thread-safe. */
final class ChunkSlot implements AutoCloseable {
    private final Unpacking unpacking;

    /** Fair: who reads one chunk again and again must not keep others from theirs. */
    private final ReentrantLock lock = new ReentrantLock(true);

    private @Nullable IoBuffer memory;
    private @Nullable Chunk kept;

    ChunkSlot(Unpacking unpacking) {
        this.unpacking = unpacking;
    }

    /** Fills the target with a chunk's bytes, from {@code inside} on. */
    void read(Chunk chunk, int inside, ByteBuffer target) throws IOException {
        lock.lock();
        try {
            var held = memory;
            if (held == null || kept != chunk) {
                held = unpack(chunk);
            }
            copy(held, inside, target);
        } finally {
            lock.unlock();
        }
    }

    private IoBuffer unpack(Chunk chunk) throws IOException {
        close();
        var lent = unpacking.lend((int) chunk.length());
        try {
            unpacking.unpack(chunk, lent.bytes());
        } catch (IOException damaged) {
            lent.close();
            throw damaged;
        }
        memory = lent;
        kept = chunk;
        return lent;
    }

    /** As {@link #read} if the chunk is kept and nobody else reads through this slot. */
    boolean tryRead(Chunk chunk, int inside, ByteBuffer target) {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            var held = memory;
            if (held == null || kept != chunk) {
                return false;
            }
            copy(held, inside, target);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private static void copy(IoBuffer held, int inside, ByteBuffer target) {
        int length = target.remaining();
        target.put(target.position(), held.bytes(), inside, length);
        target.position(target.position() + length);
    }

    @Override
    public void close() {
        var held = memory;
        memory = null;
        kept = null;
        if (held != null) {
            held.close();
        }
    }
}
