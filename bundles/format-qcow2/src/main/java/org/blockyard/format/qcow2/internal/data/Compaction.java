package org.blockyard.format.qcow2.internal.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.driver.Progress;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.qcow2.internal.crypt.GuestData;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.L1Entry;
import org.blockyard.format.qcow2.internal.layout.L2Entry;
import org.blockyard.format.qcow2.internal.layout.L2Entry.Kind;
import org.blockyard.format.qcow2.internal.meta.Mapping;
import org.blockyard.format.qcow2.internal.meta.Metadata;
import org.blockyard.io.BufferPool;

/**
 * Makes an image smaller where it is, with no request in flight: clusters of zeroes are given up,
 * data and L2 tables that lie behind what the image could end at move to free clusters before that,
 * and the file is cut. It goes by the ways of writes: what moves is counted and stable before an
 * entry names it, and its old place is free only when nothing on disk names it any more. Packed
 * clusters, bitmaps and the L1 and refcount tables stay where they are.
 */
final class Compaction {
    private final Metadata metadata;
    private final Geometry geometry;
    private final Mapping mapping;
    private final GuestData data;
    private final GuestReader reader;
    private final Clusters clusters;
    private final ClusterEdits edits;
    private final BufferPool buffers;

    Compaction(
            Metadata metadata,
            GuestData data,
            GuestReader reader,
            Clusters clusters,
            ClusterEdits edits,
            BufferPool buffers) {
        this.metadata = metadata;
        this.geometry = metadata.geometry();
        this.mapping = metadata.mapping();
        this.data = data;
        this.reader = reader;
        this.clusters = clusters;
        this.edits = edits;
        this.buffers = buffers;
    }

    /** What is done with a guest cluster that has a table. */
    private interface Work {
        void run(long cluster, ByteBuffer buffer) throws IOException;
    }

    /** Does all but cutting the file. */
    void run(Progress progress) throws IOException {
        long disk = geometry.clustersFor(metadata.store().header().size());
        // machine state may lie behind the disk's end
        long all = (long) metadata.l1().size() << geometry.l2Bits();
        if (edits.canZero()) {
            forEach(disk, progress, 0, disk + all, this::dropZeroes);
        }
        metadata.writeBack().settle();
        long end = end();
        forEach(all, progress, disk, disk + all, (cluster, buffer) -> move(cluster, end, buffer));
        metadata.writeBack().settle();
        moveTables(end);
        metadata.writeBack().settle();
        metadata.writeBack().exclusively(metadata.refcounts()::dropIdleBlocks);
        metadata.writeBack().settle();
        progress.update(disk + all, disk + all);
    }

    /**
     * Where the image could end: it has as many clusters as are in use, but for the refcount blocks
     * that count nothing then.
     */
    private long end() throws IOException {
        metadata.lock().lock();
        try {
            var counts = metadata.refcounts();
            long inUse = 0;
            for (long cluster = counts.lastInUse(); cluster >= 0; cluster--) {
                inUse += counts.get(cluster) == 0 ? 0 : 1;
            }
            return inUse - counts.blocksFrom(inUse);
        } finally {
            metadata.lock().unlock();
        }
    }

    private void forEach(long end, Progress progress, long before, long total, Work work)
            throws IOException {
        try (var lent = buffers.lend(geometry.clusterSize())) {
            // what is lent may be larger
            var buffer = lent.bytes().slice(0, geometry.clusterSize());
            for (long cluster = 0; cluster < end; ) {
                progress.update(before + cluster, total);
                if (mapping.hasTable(cluster)) {
                    work.run(cluster++, buffer);
                } else {
                    cluster = mapping.tableEnd(cluster);
                }
            }
        }
    }

    private static boolean hasPlace(long entry) {
        var kind = L2Entry.kind(entry);
        return kind == Kind.DATA || kind == Kind.ZERO_ALLOCATED;
    }

    private void dropZeroes(long cluster, ByteBuffer buffer) throws IOException {
        if (hasPlace(mapping.entry(cluster))) {
            long offset = geometry.offsetOf(cluster);
            long left = metadata.store().header().size() - offset;
            reader.read(offset, buffer.clear().limit((int) Math.min(buffer.capacity(), left)));
            if (ImageFile.isZero(buffer.flip())) {
                edits.zero(cluster, cluster + 1, true);
            }
        }
    }

    /** Moves a cluster's data if they lie at {@code end} or behind. */
    private void move(long cluster, long end, ByteBuffer buffer) throws IOException {
        long entry = mapping.entry(cluster);
        while (hasPlace(entry) && geometry.clusterOf(L2Entry.offset(entry)) >= end) {
            mapping.prepare(cluster);
            metadata.lock().lock();
            try {
                if (mapping.writable(cluster)) {
                    moveDown(cluster, mapping.get(cluster), buffer);
                    return;
                }
            } finally {
                metadata.lock().unlock();
            }
        }
    }

    /** Under the metadata lock: nobody else wants it now. */
    private void moveDown(long cluster, long entry, ByteBuffer buffer) throws IOException {
        long guest = geometry.offsetOf(cluster);
        long from = clusters.place(entry, guest);
        var run = metadata.allocator().allocate(1);
        if (run == null) {
            return;
        }
        if (run.first() >= geometry.clusterOf(from)) {
            metadata.allocator().cancel(run);
            return;
        }
        long to = geometry.offsetOf(run.first());
        data.read(from, guest, buffer.clear());
        data.write(to, guest, buffer.flip());
        long moved = entry & ~L2Entry.OFFSET_MASK | L2Entry.data(to);
        if (geometry.extended()) {
            mapping.set(cluster, moved, mapping.bits(cluster));
        } else {
            mapping.set(cluster, moved);
        }
        clusters.free(entry, false);
    }

    private void moveTables(long end) throws IOException {
        for (int i = 0; i < metadata.l1().size(); i++) {
            int index = i;
            if (geometry.clusterOf(L1Entry.offset(metadata.l1().get(i))) >= end) {
                metadata.writeBack().exclusively(() -> mapping.moveTable(index));
            }
        }
    }
}
