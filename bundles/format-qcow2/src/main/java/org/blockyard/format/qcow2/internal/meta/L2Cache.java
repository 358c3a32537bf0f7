package org.blockyard.format.qcow2.internal.meta;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * L2 slices in memory: a table of sets with a few ways each, so that its size is fixed and finding
 * needs no lock. Changes happen under the metadata lock.
 */
final class L2Cache {
    private static final int WAYS = 8;

    private final AtomicReferenceArray<@Nullable L2Slice> slots;
    private final int setMask;

    /** A cache of about so many slices. */
    L2Cache(long slices) {
        int sets =
                Integer.highestOneBit((int) Math.max(1, Math.min(slices, 1 << 26) / WAYS * 2 - 1));
        this.slots = new AtomicReferenceArray<>(sets * WAYS);
        this.setMask = sets - 1;
    }

    /** How many slices fit. */
    int capacity() {
        return slots.length();
    }

    /** The slice, if it is in memory. Any thread. */
    @Nullable L2Slice find(long index) {
        int first = set(index);
        for (int slot = first; slot < first + WAYS; slot++) {
            var slice = slots.get(slot);
            if (slice != null && slice.index == index) {
                if (!slice.used) {
                    slice.used = true;
                }
                return slice;
            }
        }
        return null;
    }

    /** Puts a slice that is not there; false if all in its way must stay until they are written. */
    boolean insert(L2Slice slice) {
        int slot = freeSlot(set(slice.index));
        if (slot < 0) {
            return false;
        }
        slots.set(slot, slice);
        return true;
    }

    /** Whether {@link #insert} would succeed for an index. */
    boolean hasRoom(long index) {
        return find(index) != null || freeSlot(set(index)) >= 0;
    }

    private int freeSlot(int first) {
        int victim = -1;
        for (int slot = first; slot < first + WAYS; slot++) {
            var slice = slots.get(slot);
            if (slice == null) {
                return slot;
            }
            if (slice.droppable() && (victim < 0 || !slice.used)) {
                victim = slot;
            }
            slice.used = false;
        }
        return victim;
    }

    /** Drops a slice without writing it. */
    void drop(long index) {
        int first = set(index);
        for (int slot = first; slot < first + WAYS; slot++) {
            var slice = slots.get(slot);
            if (slice != null && slice.index == index) {
                slots.set(slot, null);
            }
        }
    }

    /** Drops what was not used since the last call. */
    void dropUnused() {
        for (int slot = 0; slot < slots.length(); slot++) {
            var slice = slots.get(slot);
            if (slice != null && slice.droppable() && !slice.used) {
                slots.set(slot, null);
            } else if (slice != null) {
                slice.used = false;
            }
        }
    }

    /** Drops everything. */
    void clear() {
        for (int slot = 0; slot < slots.length(); slot++) {
            slots.set(slot, null);
        }
    }

    private int set(long index) {
        return ((int) (index ^ (index >>> 20)) & setMask) * WAYS;
    }
}
