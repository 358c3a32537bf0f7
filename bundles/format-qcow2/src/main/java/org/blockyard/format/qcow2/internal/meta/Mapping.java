package org.blockyard.format.qcow2.internal.meta;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.L1Entry;
import org.blockyard.io.BlockException;
import org.jspecify.annotations.Nullable;

/**
 * Where guest clusters are: L2 entries by guest cluster. Looking up what is in memory takes no
 * lock. Changing is done under the metadata lock, on a slice that {@link #writable} gave.
 */
public final class Mapping {
    /** Not in memory. */
    public static final long UNKNOWN = -1L;

    private static final int LOADERS = 16;

    private final Metadata metadata;
    private final Geometry geometry;
    private final int sliceBytes;
    private final int sliceBits;
    private final int slicesPerTableBits;
    private final ReentrantLock[] loading = new ReentrantLock[LOADERS];
    private List<L2Slice> dirty = new ArrayList<>();

    Mapping(Metadata metadata) {
        this.metadata = metadata;
        this.geometry = metadata.geometry;
        this.sliceBytes = metadata.tuning.sliceBytes(geometry);
        this.sliceBits = Integer.numberOfTrailingZeros(sliceBytes) - geometry.l2EntryBits();
        this.slicesPerTableBits = geometry.l2Bits() - sliceBits;
        for (int i = 0; i < LOADERS; i++) {
            loading[i] = new ReentrantLock();
        }
    }

    /** The first guest cluster that is in another slice than this one. */
    public long sliceEnd(long guestCluster) {
        return ((guestCluster >>> sliceBits) + 1) << sliceBits;
    }

    /** The first guest cluster that is in another L2 table than this one. */
    public long tableEnd(long guestCluster) {
        return ((guestCluster >>> geometry.l2Bits()) + 1) << geometry.l2Bits();
    }

    /** Whether the guest cluster's L2 table exists. */
    public boolean hasTable(long guestCluster) {
        return L1Entry.offset(l1Entry(guestCluster)) != 0;
    }

    private long l1Entry(long guestCluster) {
        return metadata.l1.get(guestCluster >>> geometry.l2Bits());
    }

    private int longs() {
        return geometry.extended() ? 2 : 1;
    }

    private int inSlice(long guestCluster) {
        return (int) (guestCluster & ((1L << sliceBits) - 1));
    }

    /** A guest cluster's entry, or {@link #UNKNOWN}. Never blocks. */
    public long cached(long guestCluster) {
        var slice = metadata.cache.find(guestCluster >>> sliceBits);
        if (slice != null) {
            return slice.get(inSlice(guestCluster));
        }
        return hasTable(guestCluster) ? UNKNOWN : 0;
    }

    /**
     * A guest cluster's entry, read from the file if need be. Not to be called under the metadata
     * lock.
     */
    public long entry(long guestCluster) throws IOException {
        while (true) {
            var slice = metadata.cache.find(guestCluster >>> sliceBits);
            if (slice == null && hasTable(guestCluster)) {
                slice = load(guestCluster >>> sliceBits);
            }
            if (slice != null) {
                return slice.get(inSlice(guestCluster));
            }
            if (!hasTable(guestCluster)) {
                return 0;
            }
        }
    }

    /**
     * Units, from one on, that surely are what an entry says but for the place, which lies each a
     * step further on. It looks only at what is in memory and quickly looked at, so that there may
     * be more.
     */
    public int knownRun(long unit, long most, long expected, long step) {
        var slice = geometry.extended() ? null : metadata.cache.find(unit >>> sliceBits);
        return slice == null
                ? 0
                : slice.run(inSlice(unit), Math.clamp(most, 0, 1 << sliceBits), expected, step);
    }

    /** As {@link #cached}, of a unit: a subcluster if there are any, else a cluster. */
    public long cachedUnit(long unit) {
        if (!geometry.extended()) {
            return cached(unit);
        }
        long cluster = geometry.clusterOfUnit(unit);
        var slice = metadata.cache.find(cluster >>> sliceBits);
        if (slice != null) {
            return slice.unit(inSlice(cluster), geometry.indexInCluster(unit));
        }
        return hasTable(cluster) ? UNKNOWN : 0;
    }

    /** As {@link #entry}, of a unit. */
    public long unit(long unit) throws IOException {
        if (!geometry.extended()) {
            return entry(unit);
        }
        while (true) {
            long found = cachedUnit(unit);
            if (found != UNKNOWN) {
                return found;
            }
            entry(geometry.clusterOfUnit(unit));
        }
    }

    /** The bits of a cluster's subclusters, in a slice that is in memory. Under the lock. */
    public long bits(long guestCluster) {
        return slice(guestCluster).bits(inSlice(guestCluster));
    }

    /** Reads a slice to memory; null if it has to be tried again. */
    private @Nullable L2Slice load(long index) throws IOException {
        var mine = loading[(int) (index & (LOADERS - 1))];
        mine.lock();
        try {
            var there = metadata.cache.find(index);
            return there != null ? there : read(index);
        } finally {
            mine.unlock();
        }
    }

    private @Nullable L2Slice read(long index) throws IOException {
        long l1 = metadata.l1.get(index >>> slicesPerTableBits);
        if (L1Entry.offset(l1) == 0) {
            return null;
        }
        var entries = new long[sliceBytes / 8];
        metadata.file.reached("l2_load");
        metadata.file.read(placeOf(index, l1), sliceBytes).asLongBuffer().get(entries);
        for (int i = 0; i < entries.length; i += longs()) {
            entries[i] = metadata.l2Format.load(entries[i]);
        }
        var slice = new L2Slice(index, entries, geometry);
        while (true) {
            if (!insertUnlessChanged(slice, l1)) {
                metadata.writeBack().run();
            } else {
                return metadata.cache.find(index);
            }
        }
    }

    private boolean insertUnlessChanged(L2Slice slice, long l1) {
        metadata.lock.lock();
        try {
            if (metadata.l1.get(slice.index >>> slicesPerTableBits) != l1
                    || metadata.cache.find(slice.index) != null) {
                return true;
            }
            return metadata.cache.insert(slice);
        } finally {
            metadata.lock.unlock();
        }
    }

    private long placeOf(long index, long l1Entry) throws BlockException {
        long table = L1Entry.offset(l1Entry);
        if (!geometry.aligned(table)) {
            throw metadata.corruption.at(
                    "L2 table offset 0x%x is not aligned (L1 index 0x%x)"
                            .formatted(table, index >>> slicesPerTableBits),
                    table);
        }
        return slicePlace(index, table);
    }

    private long slicePlace(long index, long table) {
        return table + (index & ((1L << slicesPerTableBits) - 1)) * sliceBytes;
    }

    /**
     * Makes ready what {@link #writable} needs for a guest cluster. Not to be called under the
     * metadata lock; another thread may undo it, so the two are called in turn until it is.
     */
    public void prepare(long guestCluster) throws IOException {
        if (metadata.crowded()) {
            metadata.writeBack().run();
        }
        if (metadata.allocator.tableFull()) {
            metadata.writeBack().growRefcountTable();
        }
        if (hasTable(guestCluster)) {
            entry(guestCluster);
        } else if (!hasRoom(guestCluster >>> sliceBits)) {
            metadata.writeBack().run();
        }
    }

    private boolean hasRoom(long index) {
        metadata.lock.lock();
        try {
            return metadata.cache.hasRoom(index);
        } finally {
            metadata.lock.unlock();
        }
    }

    /**
     * Whether entries of a guest cluster's slice may be changed now: its L2 table exists, is the
     * disk's own and is in memory. Makes the table if there is none and copies it if it is shared.
     * Under the metadata lock.
     *
     * @return false if {@link #prepare} must be called first, without the lock
     */
    public boolean writable(long guestCluster) throws IOException {
        if (metadata.allocator.tableFull()) {
            return false;
        }
        long l1 = l1Entry(guestCluster);
        if (L1Entry.offset(l1) == 0) {
            return metadata.cache.hasRoom(guestCluster >>> sliceBits) && createTable(guestCluster);
        }
        if (metadata.cache.find(guestCluster >>> sliceBits) == null) {
            return false;
        }
        return L1Entry.copied(l1) || copyTable(guestCluster, l1);
    }

    /** As {@link #writable}, but only if that needs no work at all. Under the metadata lock. */
    public boolean ready(long guestCluster) {
        return !metadata.allocator.tableFull()
                && L1Entry.copied(l1Entry(guestCluster))
                && metadata.cache.find(guestCluster >>> sliceBits) != null
                && !metadata.crowded();
    }

    private boolean createTable(long guestCluster) throws IOException {
        var run = metadata.allocator.allocate(1);
        if (run == null) {
            return false;
        }
        long offset = geometry.offsetOf(run.first());
        metadata.file.reached("l2_alloc_write");
        if (!run.untouched()) {
            metadata.file.writeZeroes(offset, geometry.clusterSize());
        }
        metadata.cache.insert(
                new L2Slice(guestCluster >>> sliceBits, new long[sliceBytes / 8], geometry));
        nameTable(guestCluster, run);
        return true;
    }

    private boolean copyTable(long guestCluster, long l1) throws IOException {
        placeOf(0, l1);
        var run = metadata.allocator.allocate(1);
        if (run == null) {
            return false;
        }
        copyTable(guestCluster, L1Entry.offset(l1), run);
        return true;
    }

    /**
     * Moves an L2 table to a free cluster before it, if there is one. Under the metadata lock, with
     * nothing dirty that belongs to it.
     */
    public void moveTable(int l1Index) throws IOException {
        long l1 = metadata.l1.get(l1Index);
        placeOf(0, l1);
        var run = metadata.allocator.allocate(1);
        if (run == null) {
            return;
        }
        if (run.first() < geometry.clusterOf(L1Entry.offset(l1))) {
            copyTable((long) l1Index << geometry.l2Bits(), L1Entry.offset(l1), run);
        } else {
            metadata.allocator.cancel(run);
        }
    }

    private void copyTable(long guestCluster, long from, Allocator.Run run) throws IOException {
        var table = metadata.file.read(from, geometry.clusterSize());
        metadata.file.write(geometry.offsetOf(run.first()), table);
        nameTable(guestCluster, run);
        metadata.structures.remove(geometry.clusterOf(from));
        metadata.free(geometry.clusterOf(from), 1, false);
    }

    private void nameTable(long guestCluster, Allocator.Run run) {
        metadata.structures.add(Area.ACTIVE_L2, run.first());
        metadata.l1.set(
                (int) (guestCluster >>> geometry.l2Bits()),
                geometry.offsetOf(run.first()) | L1Entry.COPIED);
    }

    /**
     * A guest cluster's entry, in a slice that is known to be in memory. Under the metadata lock.
     */
    public long get(long guestCluster) {
        return slice(guestCluster).get(inSlice(guestCluster));
    }

    /**
     * Changes a guest cluster's entry, in a slice that {@link #writable} gave. Under the metadata
     * lock.
     */
    public void set(long guestCluster, long entry) {
        var slice = slice(guestCluster);
        if (!slice.dirty) {
            dirty.add(slice);
        }
        slice.set(inSlice(guestCluster), entry);
    }

    /**
     * Changes both halves of an extended entry, in a slice that {@link #writable} gave. Under the
     * metadata lock.
     */
    public void set(long guestCluster, long entry, long bits) {
        var slice = slice(guestCluster);
        if (!slice.dirty) {
            dirty.add(slice);
        }
        slice.set(inSlice(guestCluster), entry, bits);
    }

    /** Keeps a guest cluster's slice in memory, or no longer. Under the metadata lock. */
    public void pin(long guestCluster, int change) {
        slice(guestCluster).pins += change;
    }

    private L2Slice slice(long guestCluster) {
        var slice = metadata.cache.find(guestCluster >>> sliceBits);
        if (slice == null) {
            throw new IllegalStateException(
                    "slice of guest cluster " + guestCluster + " is not in memory");
        }
        return slice;
    }

    /** Drops what is in memory of a table that does not exist any more. Under the metadata lock. */
    public void forgetTable(long guestCluster) {
        long first = (guestCluster >>> geometry.l2Bits()) << slicesPerTableBits;
        for (long index = first; index < first + (1L << slicesPerTableBits); index++) {
            var slice = metadata.cache.find(index);
            if (slice != null) {
                slice.dirty = false;
                metadata.cache.drop(index);
            }
        }
    }

    int dirtySlices() {
        return dirty.size();
    }

    /**
     * Takes what is to be written; it counts as written from here on.
     *
     * @return the slices taken, for {@link #written}
     */
    List<L2Slice> takeDirty(Writes into) {
        var taken = dirty;
        dirty = new ArrayList<>();
        taken.removeIf(slice -> !slice.dirty);
        for (var slice : taken) {
            into.add(slicePlace(slice.index, tableOf(slice)), onDisk(slice.entries()));
            slice.dirty = false;
            slice.writing = true;
        }
        return taken;
    }

    private ByteBuffer onDisk(long[] entries) {
        var bytes = L1Table.bytes(entries, 0, entries.length);
        if (metadata.l2Format.dataFile()) {
            for (int at = 0; at < bytes.limit(); at += 8 * longs()) {
                bytes.putLong(at, metadata.l2Format.store(bytes.getLong(at)));
            }
        }
        return bytes;
    }

    private long tableOf(L2Slice slice) {
        return L1Entry.offset(metadata.l1.get(slice.index >>> slicesPerTableBits));
    }

    /** Says how writing a slice ended. */
    void written(L2Slice slice, boolean success) {
        slice.writing = false;
        if (!success && !slice.dirty) {
            slice.dirty = true;
            dirty.add(slice);
        }
    }

    /** Drops what was not used lately. */
    public void dropUnused() {
        metadata.lock.lock();
        try {
            metadata.cache.dropUnused();
        } finally {
            metadata.lock.unlock();
        }
    }

    /** Forgets all slices; none is dirty. */
    public void forgetAll() {
        metadata.lock.lock();
        try {
            metadata.cache.clear();
            dirty.clear();
        } finally {
            metadata.lock.unlock();
        }
    }
}
