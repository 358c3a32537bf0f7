package org.blockyard.kernel.internal.buffer;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.IoBuffer;
import org.blockyard.platform.LazyLogger;
import org.jspecify.annotations.Nullable;

/**
 * Lends memory in classes of a power of two pages. Within a bound over all, pieces of up to {@link
 * #LARGEST_KEPT} are kept for ever and lent again. What is needed beyond is freed as soon as it
 * comes back: left to the collector, it would stay until the heap is full, which is much later.
 */
public final class DirectBuffers implements BufferPool, AutoCloseable {
    /** The largest buffer that is kept for the next borrower. */
    static final int LARGEST_KEPT = 2 << 20;

    private static final System.Logger LOG = LazyLogger.of(DirectBuffers.class);
    private static final int SMALLEST_BITS = Integer.numberOfTrailingZeros(ALIGNMENT);
    private static final int CLASSES =
            Integer.numberOfTrailingZeros(LARGEST_KEPT) - SMALLEST_BITS + 1;

    private final long mostKept;
    private final Shelf[] shelves = new Shelf[CLASSES];
    private final AtomicLong kept = new AtomicLong();
    private final AtomicLong idle = new AtomicLong();
    private final AtomicLong lent = new AtomicLong();

    /** The idle buffers of one size, the one used last on top. */
    private static final class Shelf {
        final ReentrantLock lock = new ReentrantLock();
        final ArrayDeque<ByteBuffer> buffers = new ArrayDeque<>();
    }

    /**
     * An empty pool.
     *
     * @param mostKept the most bytes that are kept, lent or not
     */
    public DirectBuffers(long mostKept) {
        this.mostKept = mostKept;
        for (int i = 0; i < CLASSES; i++) {
            shelves[i] = new Shelf();
        }
    }

    @Override
    public IoBuffer lend(int size) throws BlockException {
        if (size < 0 || size > MAX_SIZE) {
            throw new BlockException(
                    ErrorKind.RESOURCE, "a buffer of " + size + " bytes is more than there is");
        }
        var buffer = size > LARGEST_KEPT ? passing(size) : small(size);
        lent.incrementAndGet();
        return buffer;
    }

    @Override
    public Usage usage() {
        return new Usage(lent(), idleBytes());
    }

    /** How many buffers are lent now. */
    public long lent() {
        return lent.get();
    }

    /** How many bytes are kept for the next borrowers. */
    long idleBytes() {
        return idle.get();
    }

    private IoBuffer small(int size) throws BlockException {
        int index = index(size);
        var buffer = take(shelves[index]);
        if (buffer == null) {
            int whole = ALIGNMENT << index;
            if (kept.addAndGet(whole) > mostKept) {
                kept.addAndGet(-whole);
                return passing(size);
            }
            buffer = allocate(whole);
        }
        // the borrower before may have left any order and limit
        buffer.clear().order(ByteOrder.BIG_ENDIAN);
        return new Lent(this, buffer.limit(size), shelves[index], null);
    }

    private static int index(int size) {
        return size <= ALIGNMENT ? 0 : 32 - Integer.numberOfLeadingZeros(size - 1) - SMALLEST_BITS;
    }

    private @Nullable ByteBuffer take(Shelf shelf) {
        shelf.lock.lock();
        try {
            var buffer = shelf.buffers.pollFirst();
            if (buffer != null) {
                idle.addAndGet(-buffer.capacity());
            }
            return buffer;
        } finally {
            shelf.lock.unlock();
        }
    }

    private ByteBuffer allocate(int size) throws BlockException {
        try {
            return ByteBuffer.allocateDirect(size + ALIGNMENT)
                    .alignedSlice(ALIGNMENT)
                    .slice(0, size);
        } catch (OutOfMemoryError e) {
            kept.addAndGet(-size);
            throw exhausted(size, e);
        }
    }

    private static BlockException exhausted(int size, OutOfMemoryError e) {
        return new BlockException(
                ErrorKind.RESOURCE, "no memory left for a buffer of " + size + " bytes", e);
    }

    /** Memory that is freed when it comes back. */
    private IoBuffer passing(int size) throws BlockException {
        var arena = Arena.ofShared();
        try {
            var buffer = arena.allocate(size, ALIGNMENT).asByteBuffer().order(ByteOrder.BIG_ENDIAN);
            return new Lent(this, buffer, null, arena);
        } catch (OutOfMemoryError e) {
            arena.close();
            throw exhausted(size, e);
        }
    }

    private void giveBack(Lent buffer) {
        lent.decrementAndGet();
        if (buffer.arena != null) {
            free(buffer.arena);
        } else if (buffer.shelf != null) {
            keep(buffer.shelf, buffer.memory);
        }
    }

    private void keep(Shelf shelf, ByteBuffer memory) {
        idle.addAndGet(memory.capacity());
        shelf.lock.lock();
        try {
            shelf.buffers.addFirst(memory);
        } finally {
            shelf.lock.unlock();
        }
    }

    private static void free(Arena arena) {
        try {
            arena.close();
        } catch (IllegalStateException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "a buffer was given back while a request still used it",
                    e);
        }
    }

    /** Forgets what is kept and says if something was never given back. */
    @Override
    public void close() {
        for (var shelf : shelves) {
            while (take(shelf) != null) {
                // dropped
            }
        }
        if (lent.get() != 0) {
            LOG.log(System.Logger.Level.WARNING, lent.get() + " buffers were never given back");
        }
    }

    /**
     * A buffer with its borrower. A new object each time, so that a late second close can't hit the
     * next borrower.
     */
    private static final class Lent implements IoBuffer {
        private final DirectBuffers pool;
        private final ByteBuffer memory;
        private final @Nullable Shelf shelf;
        private final @Nullable Arena arena;
        private final AtomicBoolean closed = new AtomicBoolean();

        Lent(DirectBuffers pool, ByteBuffer memory, @Nullable Shelf shelf, @Nullable Arena arena) {
            this.pool = pool;
            this.memory = memory;
            this.shelf = shelf;
            this.arena = arena;
        }

        @Override
        public ByteBuffer bytes() {
            if (closed.get()) {
                throw new IllegalStateException("this buffer was given back");
            }
            return memory;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                pool.giveBack(this);
            }
        }
    }
}
