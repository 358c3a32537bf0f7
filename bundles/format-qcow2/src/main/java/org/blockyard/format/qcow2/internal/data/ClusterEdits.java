package org.blockyard.format.qcow2.internal.data;

import java.io.IOException;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.L2Entry;
import org.blockyard.format.qcow2.internal.layout.L2Entry.Kind;
import org.blockyard.format.qcow2.internal.meta.Mapping;
import org.blockyard.format.qcow2.internal.meta.Metadata;

/**
 * Changes what whole guest clusters are without writing them: discards and zeroes. Called inside a
 * request's bracket.
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

    ClusterEdits(
            Metadata metadata,
            Clusters clusters,
            Claims claims,
            Backing backing,
            boolean passDiscards) {
        this.metadata = metadata;
        this.geometry = metadata.geometry();
        this.mapping = metadata.mapping();
        this.clusters = clusters;
        this.claims = claims;
        this.backing = backing;
        this.passDiscards = passDiscards;
    }

    /** Whether clusters can be told to read as zeroes, or do so once they have no place. */
    boolean canZero(long first, long end, boolean unmap) throws IOException {
        if (geometry.version() >= 3) {
            return true;
        }
        if (!backing.never()) {
            return false;
        }
        for (long cluster = first; cluster < end && !unmap; cluster++) {
            if (!mapping.hasTable(cluster)) {
                cluster = mapping.tableEnd(cluster) - 1;
            } else if (L2Entry.kind(mapping.entry(cluster)) != Kind.UNALLOCATED) {
                return false;
            }
        }
        return true;
    }

    /** Makes clusters read as zeroes. */
    void zero(long first, long end, boolean unmap) throws IOException {
        if (geometry.version() < 3) {
            edit(first, end, true, entry -> 0);
        } else {
            edit(first, end, backing.never(), entry -> zeroed(entry, unmap));
        }
    }

    private long zeroed(long entry, boolean unmap) {
        return switch (L2Entry.kind(entry)) {
            case UNALLOCATED -> backing.never() ? entry : L2Entry.ZERO;
            case ZERO -> entry;
            case ZERO_ALLOCATED -> unmap ? L2Entry.ZERO : entry;
            case DATA -> !unmap && L2Entry.copied(entry) ? entry | L2Entry.ZERO : L2Entry.ZERO;
            case COMPRESSED -> L2Entry.ZERO;
        };
    }

    /**
     * Gives up the places of clusters. What a backing has below does not show through where the
     * format can prevent it.
     */
    void discard(long first, long end) throws IOException {
        long gone = geometry.version() >= 3 && !backing.never() ? L2Entry.ZERO : 0;
        edit(first, end, true, entry -> L2Entry.kind(entry) == Kind.UNALLOCATED ? entry : gone);
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
