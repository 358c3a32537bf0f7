package org.blockyard.format.qcow2.internal.check;

import java.util.Arrays;
import java.util.List;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.Header;
import org.blockyard.format.qcow2.internal.meta.Refcounts;

/**
 * Clusters that a repair of L2 entries must not write to, even if a damaged L1 table says that they
 * are L2 tables.
 */
final class Structures {
    private final Geometry geometry;
    private final List<Range> ranges;

    /** The refcount blocks' clusters, in order: of a damaged table they may be any. */
    private final long[] blocks;

    /** Bytes in a row, of which the header was found to be in the file. */
    private record Range(long offset, long size) {
        boolean touches(long from, long length) {
            return size > 0 && offset < from + length && from < offset + size;
        }
    }

    Structures(Header header, long[] refcountTable, long snapshotBytes) {
        this.geometry = header.geometry();
        this.ranges =
                List.of(
                        new Range(0, geometry.clusterSize()),
                        new Range(header.l1Offset(), header.l1Entries() * 8L),
                        new Range(header.refcountTableOffset(), refcountTable.length * 8L),
                        new Range(header.snapshotsOffset(), snapshotBytes));
        this.blocks =
                Arrays.stream(refcountTable)
                        .map(entry -> geometry.clusterOf(entry & Refcounts.OFFSET_MASK))
                        .sorted()
                        .toArray();
    }

    /** Whether a table that begins here is one of them. */
    boolean contains(long offset) {
        long cluster = geometry.clusterOf(offset);
        return Arrays.binarySearch(blocks, cluster) >= 0
                || ranges.stream()
                        .anyMatch(
                                range ->
                                        range.touches(
                                                geometry.offsetOf(cluster),
                                                geometry.clusterSize()));
    }
}
