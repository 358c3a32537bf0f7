package org.blockyard.posix.internal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import org.blockyard.posix.internal.CallSlots.Slot;

/** Asks by mincore whether mapped pages are in memory. */
final class Residency {
    private static final long PAGE = 4096;

    private Residency() {}

    static boolean of(MemorySegment mapped, Slot slot) {
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
        for (long i = 0; i < pages; i++) {
            if ((memory.get(JAVA_BYTE, CallSlots.ARGUMENT + i) & 1) == 0) {
                return false;
            }
        }
        return true;
    }
}
