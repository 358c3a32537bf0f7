package org.blockyard.posix.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Scratch memory for the calls in flight on one file: the error number first, then room for an
 * argument structure.
 */
final class CallSlots implements AutoCloseable {
    /** Bytes of one slot. */
    static final int SIZE = 512;

    /** Where the argument structure begins; 8-aligned. */
    static final int ARGUMENT = 16;

    /** The room for it. */
    static final int ROOM = SIZE - ARGUMENT;

    private static final int COUNT = 32;

    private final Arena arena = Arena.ofShared();
    private final Slot[] slots = new Slot[COUNT];
    private final AtomicLong free = new AtomicLong((1L << COUNT) - 1);

    /** More of them, for as many threads as ever called at once; kept, for memory is freed late. */
    private final Queue<Slot> more = new ConcurrentLinkedQueue<>();

    /**
     * One call's memory. It is read and written through a buffer: the first use of a memory
     * segment's own accessors costs a tool some ten milliseconds at its start.
     */
    record Slot(MemorySegment memory, ByteBuffer bytes, int index) {
        static Slot of(MemorySegment memory, int index) {
            return new Slot(memory, memory.asByteBuffer().order(ByteOrder.nativeOrder()), index);
        }

        /** The error number that a call left. */
        int errno() {
            return bytes.getInt(0);
        }

        /** The address of the argument structure. */
        long argument() {
            return memory.address() + ARGUMENT;
        }
    }

    CallSlots() {
        var all = arena.allocate((long) COUNT * SIZE, 64);
        for (int i = 0; i < COUNT; i++) {
            // as global memory, so that a call need not count itself in and out of the arena
            slots[i] =
                    Slot.of(
                            MemorySegment.ofAddress(all.address() + (long) i * SIZE)
                                    .reinterpret(SIZE),
                            i);
        }
    }

    Slot take() {
        while (true) {
            long mask = free.get();
            if (mask == 0) {
                var kept = more.poll();
                return kept != null ? kept : Slot.of(Arena.ofAuto().allocate(SIZE, 64), -1);
            }
            int index = Long.numberOfTrailingZeros(mask);
            if (free.compareAndSet(mask, mask & ~(1L << index))) {
                return slots[index];
            }
        }
    }

    void give(Slot slot) {
        if (slot.index() >= 0) {
            free.getAndUpdate(mask -> mask | 1L << slot.index());
        } else {
            more.add(slot);
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
