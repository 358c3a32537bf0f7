package org.blockyard.kernel.internal.swap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.driver.Child;
import org.blockyard.driver.ImageDescription;
import org.blockyard.driver.Preallocation;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Limits;
import org.blockyard.io.RequestFlags;

/**
 * A child that can be written and never is: what is written stays in memory, up to a bound, and is
 * forgotten.
 */
final class ScratchChild implements Child {
    private static final int BLOCK = 64 << 10;
    private static final int MOST_BLOCKS = 128;

    private final Child below;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, byte[]> written = new HashMap<>();
    private long length;

    ScratchChild(Child below) {
        this.below = below;
        this.length = below.length();
    }

    /** What is done with a piece that lies in one block. */
    private interface Piece {
        void at(byte[] block, int from, int length) throws IOException;
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        lock.lock();
        try {
            while (target.hasRemaining()) {
                long index = offset / BLOCK;
                int from = (int) (offset % BLOCK);
                int size = Math.min(target.remaining(), BLOCK - from);
                var block = written.get(index);
                if (block != null) {
                    target.put(block, from, size);
                } else {
                    readBelow(offset, target, size);
                }
                offset += size;
            }
        } finally {
            lock.unlock();
        }
    }

    private void readBelow(long offset, ByteBuffer target, int size) throws IOException {
        int there = Math.clamp(below.length() - offset, 0, size);
        if (there > 0) {
            int limit = target.limit();
            below.read(offset, target.limit(target.position() + there));
            target.limit(limit);
        }
        if (size > there) {
            target.put(new byte[size - there]);
        }
    }

    @Override
    public void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        edit(offset, source.remaining(), (block, from, size) -> source.get(block, from, size));
    }

    private void edit(long offset, long size, Piece piece) throws IOException {
        lock.lock();
        try {
            long end = offset + size;
            while (offset < end) {
                int from = (int) (offset % BLOCK);
                int now = (int) Math.min(end - offset, BLOCK - from);
                piece.at(block(offset / BLOCK), from, now);
                offset += now;
            }
            length = Math.max(length, end);
        } finally {
            lock.unlock();
        }
    }

    private byte[] block(long index) throws IOException {
        var known = written.get(index);
        if (known != null) {
            return known;
        }
        if (written.size() == MOST_BLOCKS) {
            throw new BlockException(ErrorKind.RESOURCE, "the rehearsal writes too much");
        }
        var block = new byte[BLOCK];
        readBelow(index * BLOCK, ByteBuffer.wrap(block), BLOCK);
        written.put(index, block);
        return block;
    }

    @Override
    public boolean writeZeroes(long offset, long size, RequestFlags flags) throws IOException {
        if (flags.has(RequestFlags.NO_FALLBACK)) {
            return false;
        }
        edit(
                offset,
                size,
                (block, from, n) -> java.util.Arrays.fill(block, from, from + n, (byte) 0));
        return true;
    }

    @Override
    public String name() {
        return below.name();
    }

    @Override
    public String nodeName() {
        return below.nodeName();
    }

    @Override
    public String fileName() {
        return below.fileName();
    }

    @Override
    public long length() {
        lock.lock();
        try {
            return length;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Limits limits() {
        return below.limits();
    }

    @Override
    public boolean writable() {
        return true;
    }

    @Override
    public void resize(long newLength, Preallocation preallocation, boolean exact) {
        lock.lock();
        try {
            length = newLength;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<ImageDescription> description() throws IOException {
        return below.description();
    }
}
