package org.blockyard.format.qcow2.internal.data;

import java.io.IOException;
import org.blockyard.format.kit.Backing;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.L2Entry;
import org.blockyard.format.qcow2.internal.layout.L2Entry.Kind;
import org.blockyard.format.qcow2.internal.layout.Subclusters;
import org.blockyard.format.qcow2.internal.meta.Mapping;
import org.blockyard.format.qcow2.internal.meta.Metadata;
import org.blockyard.io.RequestFlags;

/**
 * Changes what guest clusters and subclusters are without writing them: discards and zeroes. Called
 * inside a request's bracket.
 */
final class ClusterEdits {
    private interface Edit {
        /** What an entry becomes; itself if it stays. */
        long change(long entry);
    }

    private final Metadata metadata;
    private final Geometry geometry;
    private final Mapping mapping;
    private final Clusters clusters;
    private final Claims claims;
    private final Backing backing;
    private final boolean passDiscards;
    private final boolean keepPlaces;

    ClusterEdits(
            Metadata metadata,
            Clusters clusters,
            Claims claims,
            Backing backing,
            boolean passDiscards,
            boolean keepPlaces) {
        this.metadata = metadata;
        this.geometry = metadata.geometry();
        this.mapping = metadata.mapping();
        this.clusters = clusters;
        this.claims = claims;
        this.backing = backing;
        this.passDiscards = passDiscards;
        this.keepPlaces = keepPlaces;
    }

    /** Whether clusters can be told to read as zeroes, or do so once they have no place. */
    boolean canZero() {
        if (geometry.version() >= 3) {
            return true;
        }
        return backing.never();
    }

    /** Makes clusters read as zeroes. */
    void zero(long first, long end, boolean unmap) throws IOException {
        if (geometry.version() < 3) {
            edit(first, end, true, entry -> 0);
        } else {
            edit(first, end, false, entry -> zeroed(entry, unmap && !keepPlaces));
            if (unmap) {
                punchKept(first, end);
            }
        }
    }

    /**
     * Makes a unit read as zeroes if it has no data.
     *
     * @return false if it has
     */
    boolean zeroBlank(long unit, boolean unmap) throws IOException {
        long cluster = geometry.clusterOfUnit(unit);
        return change(
                cluster,
                () ->
                        geometry.extended()
                                ? zeroSubclusters(cluster, subclusters(unit, unit + 1), true)
                                : zeroCluster(cluster, unmap));
    }

    /**
     * Makes some subclusters of one cluster read as zeroes.
     *
     * @return false if the cluster is packed, which does not change then
     */
    boolean zeroPart(long firstUnit, long endUnit) throws IOException {
        long cluster = geometry.clusterOfUnit(firstUnit);
        return change(
                cluster, () -> zeroSubclusters(cluster, subclusters(firstUnit, endUnit), false));
    }

    private long subclusters(long firstUnit, long endUnit) {
        int first = geometry.indexInCluster(firstUnit);
        return Subclusters.mask(first, first + (int) (endUnit - firstUnit));
    }

    private boolean zeroCluster(long cluster, boolean unmap) throws IOException {
        var kind = L2Entry.kind(mapping.get(cluster));
        boolean blank = kind != Kind.DATA && kind != Kind.COMPRESSED;
        // in version 2 what has no data reads as zeroes, or zeroing is not asked for
        if (blank && geometry.version() >= 3) {
            apply(cluster, cluster + 1, entry -> zeroed(entry, unmap && !keepPlaces));
        }
        return blank;
    }

    private boolean zeroSubclusters(long cluster, long which, boolean onlyBlank)
            throws IOException {
        long entry = mapping.get(cluster);
        if (!clusters.valid(entry)) {
            throw clusters.invalid(entry, geometry.offsetOf(cluster));
        }
        long bits = mapping.bits(cluster);
        if (L2Entry.kind(entry) == Kind.COMPRESSED || onlyBlank && (bits & which) != 0) {
            return false;
        }
        mapping.set(cluster, Subclusters.first(entry), bits & ~which | which << Subclusters.COUNT);
        return true;
    }

    /** Changes one cluster; under the metadata lock, with its entry in memory and writable. */
    private interface ClusterChange {
        boolean run() throws IOException;
    }

    private boolean change(long cluster, ClusterChange change) throws IOException {
        while (true) {
            mapping.prepare(cluster);
            metadata.lock().lock();
            try {
                claims.awaitFree(cluster, cluster + 1);
                if (mapping.writable(cluster)) {
                    return change.run();
                }
            } finally {
                metadata.lock().unlock();
            }
        }
    }

    private long zeroed(long entry, boolean unmap) {
        return switch (L2Entry.kind(entry)) {
            case UNALLOCATED, ZERO -> L2Entry.ZERO;
            case ZERO_ALLOCATED -> unmap ? L2Entry.ZERO : entry;
            case DATA -> unmap ? L2Entry.ZERO : entry | L2Entry.ZERO;
            case COMPRESSED -> L2Entry.ZERO;
        };
    }

    /** Gives up the places of the clusters that lie whole in a range. */
    void discard(long offset, long length) throws IOException {
        long diskEnd = metadata.store().header().size();
        long end = offset + length;
        long first = geometry.clustersFor(offset);
        long last = end == diskEnd ? geometry.clustersFor(end) : geometry.clusterOf(end);
        if (first >= last) {
            return;
        }
        if (metadata.dataRaw()) {
            // whoever reads the data file by itself must see what the disk reads as
            long from = geometry.offsetOf(first);
            long to = Math.min(end, geometry.offsetOf(last));
            metadata.data()
                    .writeZeroes(from + metadata.fixedPlace(0), to - from, RequestFlags.MAY_UNMAP);
        }
        discardClusters(first, last);
    }

    /**
     * Gives up the places of clusters, which read as zeroes then. Nothing is done where what a
     * backing has below would show through and the format can't prevent it.
     */
    private void discardClusters(long first, long end) throws IOException {
        boolean alone = backing.never();
        if (geometry.version() < 3) {
            if (alone) {
                edit(first, end, true, entry -> 0);
            }
            return;
        }
        edit(
                first,
                end,
                alone,
                entry -> alone && !hasPlace(entry) ? entry : zeroed(entry, !keepPlaces));
        punchKept(first, end);
    }

    private static boolean hasPlace(long entry) {
        var kind = L2Entry.kind(entry);
        return kind != Kind.UNALLOCATED && kind != Kind.ZERO;
    }

    /** Tells the file that the space which zero clusters keep for themselves holds nothing. */
    private void punchKept(long first, long end) throws IOException {
        if (!keepPlaces || !passDiscards) {
            return;
        }
        long start = 0;
        long size = 0;
        for (long cluster = first; cluster < end; cluster++) {
            if (!mapping.hasTable(cluster)) {
                cluster = mapping.tableEnd(cluster) - 1;
                continue;
            }
            long entry = mapping.entry(cluster);
            if (L2Entry.kind(entry) == Kind.ZERO_ALLOCATED && L2Entry.copied(entry)) {
                long place = clusters.place(entry, geometry.offsetOf(cluster));
                if (place != start + size) {
                    metadata.data().discard(start, size);
                    start = place;
                    size = 0;
                }
                size += geometry.clusterSize();
            }
        }
        metadata.data().discard(start, size);
    }

    /** Gives up the places of clusters that are behind the disk's new end. */
    void drop(long first, long end) throws IOException {
        edit(first, end, true, entry -> 0);
    }

    private void edit(long first, long end, boolean skipMissing, Edit edit) throws IOException {
        for (long at = first; at < end; ) {
            if (skipMissing && !mapping.hasTable(at)) {
                at = mapping.tableEnd(at);
                continue;
            }
            mapping.prepare(at);
            metadata.lock().lock();
            try {
                long to = Math.min(end, mapping.sliceEnd(at));
                claims.awaitFree(at, to);
                if (!changes(at, to, edit)) {
                    at = to;
                } else if (mapping.writable(at)) {
                    apply(at, to, edit);
                    at = to;
                }
            } finally {
                metadata.lock().unlock();
            }
        }
    }

    /** Whether there is anything to change: a table is not copied for nothing. */
    private boolean changes(long from, long to, Edit edit) {
        for (long cluster = from; cluster < to; cluster++) {
            long entry = mapping.cached(cluster);
            if (entry == Mapping.UNKNOWN || edit.change(entry) != entry) {
                return true;
            }
        }
        return false;
    }

    private void apply(long from, long to, Edit edit) throws IOException {
        for (long cluster = from; cluster < to; cluster++) {
            long entry = mapping.get(cluster);
            long changed = edit.change(entry);
            if (changed == entry) {
                continue;
            }
            if (!clusters.valid(entry)) {
                throw clusters.invalid(entry, geometry.offsetOf(cluster));
            }
            mapping.set(cluster, changed);
            if (L2Entry.offset(changed) == 0) {
                clusters.free(entry, passDiscards);
                if (metadata.dataApart() && passDiscards && L2Entry.offset(entry) != 0) {
                    metadata.data().discard(L2Entry.offset(entry), geometry.clusterSize());
                }
            }
        }
    }
}
