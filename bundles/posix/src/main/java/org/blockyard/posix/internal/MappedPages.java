package org.blockyard.posix.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.blockyard.posix.MappedRange;

/**
 * Bounds how many pages of mapped files count as memory of this process. Each time that parts of
 * some size together were touched it asks how much room there is; if none, the pages of all mapped
 * ranges are taken out of the process, in a millisecond or two. The page cache keeps them.
 *
 * <p>That costs nothing to speak of where the page cache holds a file in large folios. Where it
 * holds pages of 4 KiB, as after small writes, 1 MiB that is mapped anew each time is sent in 200
 * us rather than 140. To take out less at a time was tried; it did not take less time.
 */
final class MappedPages {
    /** For this process, whose memory is one number. */
    static final MappedPages OF_PROCESS = new MappedPages(new ResidentMemory()::roomForFiles);

    private static final long ASK_AFTER = 8L << 20;
    private static final MemorySegment MADVISE = Libc.find("madvise");
    private static final int DONTNEED = 4;

    private final LongSupplier room;
    private final AtomicLong touched = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Range> ranges = new HashSet<>();

    /**
     * A bound.
     *
     * @param room tells how many bytes may be added; negative if there are too many. It is asked by
     *     one thread at a time
     */
    MappedPages(LongSupplier room) {
        this.room = room;
    }

    private final class Range implements MappedRange {
        private final MemorySegment memory;

        Range(long address, long length, Arena arena) {
            memory = MemorySegment.ofAddress(address).reinterpret(length, arena, gone -> end());
        }

        @Override
        public MemorySegment memory() {
            return memory;
        }

        @Override
        public void touching(long start, long length) {
            if (touched.addAndGet(length) >= ASK_AFTER) {
                check();
            }
        }

        /** Under the lock: what takes the addresses afterwards must not be taken out. */
        private void end() {
            lock.lock();
            try {
                ranges.remove(this);
                Mapping.unmap(memory.address(), memory.byteSize());
            } finally {
                lock.unlock();
            }
        }
    }

    /** A range that was mapped; it is unmapped when the arena ends. */
    MappedRange add(long address, long length, Arena arena) {
        var range = new Range(address, length, arena);
        lock.lock();
        try {
            ranges.add(range);
            return range;
        } finally {
            lock.unlock();
        }
    }

    private void check() {
        if (!lock.tryLock()) {
            return; // another thread is at it
        }
        try {
            touched.set(0);
            if (room.getAsLong() < 0) {
                takeOut();
            }
        } finally {
            lock.unlock();
        }
    }

    private void takeOut() {
        try (var scratch = Arena.ofConfined()) {
            var errno = scratch.allocate(8, 8);
            for (var range : ranges) {
                long address = range.memory.address();
                Libc.call(MADVISE, errno, address, range.memory.byteSize(), DONTNEED, 0, 0);
            }
        }
    }
}
