package org.blockyard.protocol.file;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.posix.HostFile;
import org.blockyard.posix.PosixException;

/**
 * Requests that end at the end of a file whose length is no multiple of what direct requests must
 * be. They go through whole blocks; a write cuts the file to its length again.
 */
final class DirectTail {
    private static final int PAGE = 4096;

    private final HostFile file;
    private final int alignment;
    private final ReentrantLock cutting = new ReentrantLock();

    DirectTail(HostFile file, int alignment) {
        this.file = file;
        this.alignment = alignment;
    }

    /** Whether a request of that length must go this way. */
    boolean concerns(int length) {
        return (length & (alignment - 1)) != 0;
    }

    void read(long offset, ByteBuffer target) throws PosixException {
        int whole = target.remaining() & -alignment;
        if (whole > 0) {
            int limit = target.limit();
            file.read(offset, target.limit(target.position() + whole));
            target.limit(limit);
        }
        try (var arena = Arena.ofConfined()) {
            var block = block(arena);
            int n = file.read(offset + whole, block);
            int wanted = Math.min(n, target.remaining());
            target.put(target.position(), block, 0, wanted).position(target.position() + wanted);
        }
    }

    void write(long offset, ByteBuffer source) throws PosixException {
        long end = offset + source.remaining();
        int whole = source.remaining() & -alignment;
        cutting.lock();
        try (var arena = Arena.ofConfined()) {
            int limit = source.limit();
            if (whole > 0) {
                file.write(offset, source.limit(source.position() + whole));
                source.limit(limit);
            }
            var block = block(arena).put(source);
            file.write(offset + whole, block.clear());
            file.truncate(end);
        } finally {
            cutting.unlock();
        }
    }

    private ByteBuffer block(Arena arena) {
        return arena.allocate(alignment, PAGE).asByteBuffer();
    }
}
