package org.blockyard.format.qcow2.internal.meta;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A piece of an L2 table in memory. Entries are read by any thread without a lock; all else happens
 * under the metadata lock.
 */
final class L2Slice {
    private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(long[].class);

    /** Which slice of the disk it is. */
    final long index;

    private final long[] entries;

    /** Set by who used it, cleared by who looks for a slice to drop. */
    boolean used = true;

    /** Differs from the disk. */
    boolean dirty;

    /** On its way to the disk. */
    boolean writing;

    /** Users who rely on its staying in memory. */
    int pins;

    L2Slice(long index, long[] entries) {
        this.index = index;
        this.entries = entries;
    }

    long get(int at) {
        return (long) ENTRY.getAcquire(entries, at);
    }

    void set(int at, long value) {
        ENTRY.setRelease(entries, at, value);
        dirty = true;
    }

    /** The entries themselves, for writing them out. */
    long[] entries() {
        return entries;
    }

    boolean droppable() {
        return !dirty && !writing && pins == 0;
    }
}
