package org.blockyard.posix.internal;

import java.lang.foreign.MemorySegment;
import org.blockyard.posix.internal.CallSlots.Slot;

/**
 * Tells whether pages of a file are in memory: by cachestat, which takes the same short time for
 * any length, else (kernels before 6.5, files of others) by mincore.
 */
final class Residency {
    private static final long CACHESTAT = 451; // the same on all architectures but Alpha
    private static final long PAGE = 4096;
    private static final int RANGE = CallSlots.ARGUMENT;
    private static final int RESULT = CallSlots.ARGUMENT + 2 * Long.BYTES;

    private final long descriptor;
    private volatile boolean counts = Libc.has(Libc.SYSCALL);

    Residency(long descriptor) {
        this.descriptor = descriptor;
    }

    boolean of(MemorySegment mapped, long offset, Slot slot) {
        return of(offset, mapped.byteSize(), slot)
                || (!counts && Libc.has(Libc.MINCORE) && areAllResident(mapped, slot));
    }

    /** Without a mapping; false where the system can't tell so. */
    boolean of(long offset, long length, Slot slot) {
        if (!counts) {
            return false;
        }
        long start = offset & -PAGE;
        long end = offset + length;
        long cached = cachedPages(start, end - start, slot);
        if (cached < 0) {
            counts = false;
        }
        return cached * PAGE >= end - start;
    }

    private long cachedPages(long start, long length, Slot slot) {
        var memory = slot.memory();
        slot.bytes().putLong(RANGE, start);
        slot.bytes().putLong(RANGE + Long.BYTES, length);
        long base = memory.address();
        long result =
                Libc.call(
                        Libc.SYSCALL,
                        memory,
                        CACHESTAT,
                        descriptor,
                        base + RANGE,
                        base + RESULT,
                        0);
        return result == 0 ? slot.bytes().getLong(RESULT) : -1;
    }

    private static boolean areAllResident(MemorySegment mapped, Slot slot) {
        long end = mapped.address() + mapped.byteSize();
        for (long at = mapped.address() & -PAGE; at < end; at += CallSlots.ROOM * PAGE) {
            long pages = Math.min(CallSlots.ROOM, (end - at + PAGE - 1) / PAGE);
            if (!areResident(slot, at, pages)) {
                return false;
            }
        }
        return true;
    }

    private static boolean areResident(Slot slot, long address, long pages) {
        var memory = slot.memory();
        if (Libc.call(Libc.MINCORE, memory, address, pages * PAGE, slot.argument(), 0, 0) != 0) {
            return false; // among others where the page size is another
        }
        for (int i = 0; i < pages; i++) {
            if ((slot.bytes().get(CallSlots.ARGUMENT + i) & 1) == 0) {
                return false;
            }
        }
        return true;
    }
}
