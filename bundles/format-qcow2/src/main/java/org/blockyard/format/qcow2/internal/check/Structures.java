package org.blockyard.format.qcow2.internal.check;

import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.Header;
import org.blockyard.format.qcow2.internal.meta.Refcounts;

/**
 * Clusters that a repair of L2 entries must not write to, even if a damaged L1 table says that they
 * are L2 tables.
 */
final class Structures {
    private final Geometry geometry;
    private final LongCounts clusters = new LongCounts();

    Structures(Header header, long[] refcountTable, long snapshotBytes) {
        this.geometry = header.geometry();
        add(0, 1);
        add(header.l1Offset(), header.l1Entries() * 8L);
        add(header.refcountTableOffset(), refcountTable.length * 8L);
        add(header.snapshotsOffset(), snapshotBytes);
        for (long block : refcountTable) {
            add(block & Refcounts.OFFSET_MASK, (block & Refcounts.OFFSET_MASK) > 0 ? 1 : 0);
        }
    }

    private void add(long offset, long size) {
        for (long at = offset; at < offset + size; at += geometry.clusterSize()) {
            clusters.add(geometry.clusterOf(at));
        }
    }

    /** Whether a table that begins here is one of them. */
    boolean contains(long offset) {
        return clusters.contains(geometry.clusterOf(offset));
    }
}
