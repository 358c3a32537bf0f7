package org.blockyard.driver.tck;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.blockyard.driver.Child;
import org.blockyard.driver.ImageDescription;
import org.blockyard.driver.Preallocation;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Limits;
import org.blockyard.io.MappedRead;
import org.blockyard.io.RequestFlags;

/**
 * A file in memory, for tests of a driver's parts. As the kernel's children do, it refuses what is
 * beyond its end.
 */
public class MemoryChild implements Child {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private byte[] bytes = new byte[0];
    private int length;
    private int flushes;
    private boolean lending;

    private volatile Trouble trouble = (what, offset) -> {};

    /** An empty file. */
    public MemoryChild() {}

    /** What happens before a write or flush. */
    @FunctionalInterface
    public interface Trouble {
        /**
         * Called before a request; throws to have it fail.
         *
         * @param what {@code write} or {@code flush}
         */
        void before(String what, long offset) throws IOException;
    }

    /** From now on this happens before each write and flush. */
    public final void trouble(Trouble next) {
        trouble = next;
    }

    /** From now on it lends its bytes to be sent. */
    public final void lend() {
        lending = true;
    }

    /** How often it was flushed. */
    public final int flushes() {
        return flushes;
    }

    /** A file with this content. */
    public static MemoryChild of(byte[] content) {
        var child = new MemoryChild();
        child.become(content);
        return child;
    }

    /** Replaces the content. */
    public final void become(byte[] content) {
        bytes = content.clone();
        length = content.length;
    }

    /** A copy of what it holds. */
    public final byte[] content() {
        return Arrays.copyOf(bytes, length);
    }

    private void check(long offset, long size) throws BlockException {
        if (offset < 0 || offset + size > length) {
            throw new BlockException(
                    ErrorKind.OUT_OF_RANGE,
                    "beyond the end: " + offset + "+" + size + " of " + length);
        }
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        lock.readLock().lock();
        try {
            check(offset, target.remaining());
            target.put(bytes, (int) offset, target.remaining());
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public boolean tryRead(long offset, ByteBuffer target) throws IOException {
        read(offset, target);
        return true;
    }

    @Override
    public void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        trouble.before("write", offset);
        lock.readLock().lock();
        try {
            check(offset, source.remaining());
            source.get(bytes, (int) offset, source.remaining());
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public boolean tryWrite(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        write(offset, source, flags);
        return true;
    }

    @Override
    public boolean writeZeroes(long offset, long size, RequestFlags flags) throws IOException {
        write(offset, ByteBuffer.allocate((int) size), flags);
        return true;
    }

    @Override
    public void discard(long offset, long size) throws IOException {
        writeZeroes(offset, size, RequestFlags.NONE);
    }

    @Override
    public Optional<MappedRead> tryMapSome(long offset, int size) {
        return lending
                ? Optional.of(MappedRead.of(ByteBuffer.wrap(bytes, (int) offset, size)))
                : Optional.empty();
    }

    @Override
    public void flush() throws IOException {
        trouble.before("flush", 0);
        flushes++;
    }

    @Override
    public void resize(long size, Preallocation preallocation, boolean exact) throws IOException {
        lock.writeLock().lock();
        try {
            if (size > bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.max(size, bytes.length * 2L));
            }
            if (size < length) {
                Arrays.fill(bytes, (int) size, length, (byte) 0);
            }
            length = (int) size;
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public String name() {
        return "file";
    }

    @Override
    public String nodeName() {
        return "memory";
    }

    @Override
    public String fileName() {
        return "memory";
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public Limits limits() {
        return Limits.NONE;
    }

    @Override
    public boolean writable() {
        return true;
    }

    @Override
    public Optional<ImageDescription> description() {
        return Optional.empty();
    }
}
