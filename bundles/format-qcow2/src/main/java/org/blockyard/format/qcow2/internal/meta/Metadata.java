package org.blockyard.format.qcow2.internal.meta;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.driver.Child;
import org.blockyard.format.kit.Epochs;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.qcow2.internal.layout.Features;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.Header;
import org.blockyard.format.qcow2.internal.layout.L1Entry;
import org.blockyard.format.qcow2.internal.layout.L2Format;
import org.blockyard.io.BlockException;

/** All metadata of one open image, and the lock that guards what can change. */
public final class Metadata {
    private static final int MAX_FREED_RUNS = 1 << 14;

    final ImageFile file;
    final ImageFile data;
    final L2Format l2Format;
    final HeaderStore store;
    final Geometry geometry;
    final Corruption corruption;
    final Tuning tuning;
    final L1Table l1;
    final L2Cache cache;
    final Refcounts refcounts;
    final Allocator allocator;
    final ClusterSet structures;
    final FreedClusters freed = new FreedClusters();
    final Epochs epochs = new Epochs();
    final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Mapping mapping;
    private final WriteBack writeBack;
    private final Packing packing;
    private volatile long reclaims;

    /** Reads the tables of an image whose header was checked. */
    public Metadata(
            ImageFile file,
            Optional<Child> dataFile,
            HeaderStore store,
            Corruption corruption,
            Tuning tuning)
            throws IOException {
        var header = store.header();
        this.file = file;
        this.l2Format = L2Format.of(header);
        this.data =
                l2Format.dataFile()
                        ? new ImageFile(new DataFile(dataFile, l2Format.shift()), false)
                        : file;
        this.store = store;
        this.geometry = header.geometry();
        this.corruption = corruption;
        this.tuning = tuning;
        this.structures = new ClusterSet(tuning.guarded());
        this.l1 = L1Table.read(file, header.l1Offset(), header.l1Entries());
        this.cache = new L2Cache(tuning.l2Slices(geometry, header.size()));
        this.refcounts =
                new Refcounts(
                        file,
                        geometry,
                        corruption,
                        structures,
                        readRefcountTable(header),
                        header.refcountTableOffset(),
                        tuning.refcountCacheSize(geometry));
        this.allocator = new Allocator(file, geometry, refcounts, structures, corruption);
        this.mapping = new Mapping(this);
        this.writeBack = new WriteBack(this);
        this.packing = new Packing(this);
        if (tuning.writable()) {
            collectStructures(header);
        }
    }

    private long[] readRefcountTable(Header header) throws IOException {
        int entries = header.refcountTableClusters() << (geometry.clusterBits() - 3);
        return tuning.writable()
                ? L1Table.longs(file, header.refcountTableOffset(), entries)
                : new long[0];
    }

    private void collectStructures(Header header) {
        structures.add(Area.MAIN_HEADER, 0);
        addStructure(Area.ACTIVE_L1, header.l1Offset(), header.l1Entries() * 8L);
        addStructure(
                Area.REFCOUNT_TABLE,
                header.refcountTableOffset(),
                geometry.offsetOf(header.refcountTableClusters()));
        for (long block : refcounts.table()) {
            addStructure(Area.REFCOUNT_BLOCK, block & Refcounts.OFFSET_MASK, 1);
        }
        for (int i = 0; i < l1.size(); i++) {
            addStructure(Area.ACTIVE_L2, L1Entry.offset(l1.get(i)), 1);
        }
    }

    /**
     * Forgets what is in memory, none of which is dirty, and reads the tables again after a repair.
     * With no request in flight.
     */
    public void reload() throws IOException {
        reread();
        lock.lock();
        try {
            file.touch(file.length());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Forgets what is in memory, none of which is dirty, and reads the tables that the header names
     * now. With no request in flight.
     */
    public void reread() throws IOException {
        var header = store.header();
        lock.lock();
        try {
            mapping.forgetAll();
            structures.clearBut(Area.BITMAP_DIRECTORY);
            l1.moved(header.l1Offset(), header.l1Entries());
            l1.reload(file);
            refcounts.reload(readRefcountTable(header), header.refcountTableOffset());
            allocator.lower(0);
            packing.restart();
            reclaimed();
            if (tuning.writable()) {
                collectStructures(header);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Keeps writes out of the snapshots that a table lists, and out of the table. */
    public void guardSnapshots(SnapshotTable snapshots) throws IOException {
        if (!tuning.writable()) {
            return;
        }
        lock.lock();
        try {
            addStructure(Area.SNAPSHOT_TABLE, store.header().snapshotsOffset(), snapshots.bytes());
            for (var snapshot : snapshots.entries()) {
                int entries = Math.clamp(snapshot.l1Entries(), 0, Geometry.MAX_L1_BYTES / 8);
                long end = Math.max(0, file.length() - snapshot.l1Offset());
                int inside = snapshot.l1Offset() < 0 ? 0 : (int) Math.min(entries, end / 8);
                addStructure(Area.INACTIVE_L1, snapshot.l1Offset(), inside * 8L);
                if (tuning.guarded().contains(Area.INACTIVE_L2)) {
                    for (long entry : L1Table.longs(file, snapshot.l1Offset(), inside)) {
                        addStructure(Area.INACTIVE_L2, L1Entry.offset(entry), 1);
                    }
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Keeps writes out of a range that holds dirty bitmaps from here on. */
    public void keepStructure(long offset, long size) {
        lock.lock();
        try {
            addStructure(Area.BITMAP_DIRECTORY, offset, size);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes clusters in a row for metadata that the caller writes. Not under the lock.
     *
     * @return where they begin
     */
    public long allocateStructure(long clusters) throws IOException {
        long offset = geometry.offsetOf(allocate(clusters));
        keepStructure(offset, geometry.offsetOf(clusters));
        return offset;
    }

    void addStructure(Area area, long offset, long size) {
        if (offset != 0 && size != 0) {
            long end = geometry.clusterOf(offset + size - 1);
            for (long cluster = geometry.clusterOf(offset); cluster <= end; cluster++) {
                structures.add(area, cluster);
            }
        }
    }

    /** Takes so many clusters in a row; the refcount table grows if it must. */
    public long allocate(long clusters) throws IOException {
        while (true) {
            if (allocator.tableFull()) {
                writeBack.growRefcountTable();
            }
            lock.lock();
            try {
                var run = allocator.allocateExactly(clusters);
                if (run != null) {
                    return run.first();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Gives up clusters that held metadata. */
    public void dropStructure(long offset, long clusters) {
        lock.lock();
        try {
            long first = geometry.clusterOf(offset);
            for (long cluster = first; cluster < first + clusters; cluster++) {
                structures.remove(cluster);
            }
            freed.add(first, clusters, false);
        } finally {
            lock.unlock();
        }
    }

    /** Gives up an L2 table that names nothing any more; under the lock. */
    public void dropTable(int l1Index) {
        long offset = L1Entry.offset(l1.get(l1Index));
        if (offset != 0) {
            mapping.forgetTable((long) l1Index << geometry.l2Bits());
            l1.set(l1Index, 0);
            dropStructure(offset, 1);
        }
    }

    /** Guards what changes: mapping, counts, allocation. Not held during guest data I/O. */
    public ReentrantLock lock() {
        return lock;
    }

    /** Signalled, under the lock, when an allocation ended. */
    public Condition changed() {
        return changed;
    }

    /** The file that holds the image. */
    public ImageFile file() {
        return file;
    }

    /** The file that holds guest data that are not compressed. */
    public ImageFile data() {
        return data;
    }

    /** Whether that is a file of its own, in which each guest cluster has its fixed place. */
    public boolean dataApart() {
        return data != file;
    }

    /** Whether guest data are encrypted, so that what was never written does not read as zeroes. */
    public boolean encrypted() {
        return store.header().cryptMethod() != 0;
    }

    /** Where a guest cluster has its fixed place, in entries in memory. */
    public long fixedPlace(long guestCluster) {
        return geometry.offsetOf(guestCluster) + l2Format.shift();
    }

    /** Whether the data file is to be a raw image of the disk by itself. */
    public boolean dataRaw() {
        return dataApart() && (store.header().autoclear() & Features.RAW_DATA_FILE) != 0;
    }

    /** The header. */
    public HeaderStore store() {
        return store;
    }

    /** Cluster sizes. */
    public Geometry geometry() {
        return geometry;
    }

    /** Where contradictions are reported. */
    public Corruption corruption() {
        return corruption;
    }

    /** The brackets of requests. */
    public Epochs epochs() {
        return epochs;
    }

    /** Where guest clusters are. */
    public Mapping mapping() {
        return mapping;
    }

    /** What brings metadata to the disk. */
    public WriteBack writeBack() {
        return writeBack;
    }

    /** Finds free clusters; under the lock. */
    public Allocator allocator() {
        return allocator;
    }

    /** Finds places for compressed clusters; under the lock. */
    public Packing packing() {
        return packing;
    }

    /** Reference counts; under the lock. */
    public Refcounts refcounts() {
        return refcounts;
    }

    /** The active L1 table. */
    public L1Table l1() {
        return l1;
    }

    /** The failure that a write to a cluster would hit metadata. */
    public BlockException overlap(long cluster) {
        return overlap(corruption, structures, geometry, cluster);
    }

    static BlockException overlap(
            Corruption corruption, ClusterSet structures, Geometry geometry, long cluster) {
        var area = structures.area(cluster).map(Area::words).orElse("metadata");
        return corruption.at(
                "Preventing invalid write on metadata (overlaps with %s)".formatted(area),
                geometry.offsetOf(cluster));
    }

    /**
     * Whether a cluster is known to hold metadata, so that guest data must not be written there.
     * Any thread.
     */
    public boolean holdsMetadata(long cluster) {
        return structures.contains(cluster);
    }

    /** Clusters that the mapping does not name any more; under the lock. */
    public void free(long first, long count, boolean punch) {
        freed.add(first, count, punch);
    }

    /** How often freed clusters have become free: who keeps content by place compares it. */
    public long reclaims() {
        return reclaims;
    }

    void reclaimed() {
        reclaims = reclaims + 1;
    }

    /** Whether so much waits to be written that it should be written now. */
    boolean crowded() {
        return mapping.dirtySlices() > cache.capacity() / 2
                || refcounts.dirtyPages() > refcounts.maxPages()
                || freed.pendingRuns() > MAX_FREED_RUNS;
    }
}
