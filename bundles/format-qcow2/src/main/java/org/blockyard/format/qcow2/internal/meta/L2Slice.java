package org.blockyard.format.qcow2.internal.meta;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.L2Entry;
import org.blockyard.format.qcow2.internal.layout.Subclusters;

/**
 * A piece of an L2 table in memory. Entries are read by any thread without a lock; all else happens
 * under the metadata lock.
 */
final class L2Slice {
    private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(long[].class);

    /** Which slice of the disk it is. */
    final long index;

    private final long[] entries;
    private final Geometry geometry;

    /** Odd while a pair of numbers changes: who read meanwhile reads again. */
    private volatile int version;

    /** Set by who used it, cleared by who looks for a slice to drop. */
    boolean used = true;

    /** Differs from the disk. */
    boolean dirty;

    /** On its way to the disk. */
    boolean writing;

    /** Users who rely on its staying in memory. */
    int pins;

    L2Slice(long index, long[] entries, Geometry geometry) {
        this.index = index;
        this.entries = entries;
        this.geometry = geometry;
    }

    /** What is known of a whole cluster. */
    long get(int at) {
        if (!geometry.extended()) {
            return (long) ENTRY.getAcquire(entries, at);
        }
        while (true) {
            int before = version;
            long entry = (long) ENTRY.getAcquire(entries, 2 * at);
            long bits = (long) ENTRY.getAcquire(entries, 2 * at + 1);
            if ((before & 1) == 0 && version == before) {
                return Subclusters.whole(entry, bits, geometry);
            }
            Thread.onSpinWait();
        }
    }

    /** What is known of one unit of a cluster. */
    long unit(int at, int index) {
        if (!geometry.extended()) {
            return (long) ENTRY.getAcquire(entries, at);
        }
        while (true) {
            int before = version;
            long entry = (long) ENTRY.getAcquire(entries, 2 * at);
            long bits = (long) ENTRY.getAcquire(entries, 2 * at + 1);
            if ((before & 1) == 0 && version == before) {
                return Subclusters.unit(entry, bits, index, geometry);
            }
            Thread.onSpinWait();
        }
    }

    /**
     * How many entries from one on, but for the place the same as {@code expected}, lie each a step
     * behind the one before. Of standard entries only.
     */
    int run(int at, int most, long expected, long step) {
        long wanted = expected & L2Entry.PLACE_MASK;
        int end = Math.min(entries.length, at + most);
        int next = at;
        // plain reads, one fence: a call for each entry costs more than all else of a status
        while (next < end && (entries[next] & L2Entry.PLACE_MASK) == wanted) {
            next++;
            wanted += step;
        }
        VarHandle.acquireFence();
        return next - at;
    }

    /** The bits of a cluster's subclusters; under the metadata lock. */
    long bits(int at) {
        return geometry.extended() ? entries[2 * at + 1] : 0;
    }

    void set(int at, long value) {
        if (geometry.extended()) {
            set(at, Subclusters.first(value), Subclusters.second(value));
            return;
        }
        ENTRY.setRelease(entries, at, value);
        dirty = true;
    }

    /** Changes both halves of an extended entry. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // only under the metadata lock
    void set(int at, long entry, long bits) {
        version = version + 1;
        ENTRY.setRelease(entries, 2 * at, entry);
        ENTRY.setRelease(entries, 2 * at + 1, bits);
        version = version + 1;
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
