package org.blockyard.format.qcow2.internal.meta;

import java.io.IOException;
import org.blockyard.format.qcow2.internal.layout.CompressedDescriptor;
import org.blockyard.format.qcow2.internal.layout.Geometry;

/**
 * Finds places for compressed clusters: one behind the other, so that several share a host cluster,
 * which each that touches it counts once. All under the metadata lock.
 */
public final class Packing {
    /** The refcount table must grow first. */
    public static final long TABLE_FULL = -1;

    /** The place found would be beyond what a descriptor can say. */
    public static final long TOO_FAR = -2;

    private final Metadata metadata;
    private final Geometry geometry;
    private long free;

    Packing(Metadata metadata) {
        this.metadata = metadata;
        this.geometry = metadata.geometry;
    }

    /**
     * Takes room for so many bytes, less than a cluster.
     *
     * @return where it begins, {@link #TABLE_FULL} or {@link #TOO_FAR}
     */
    public long take(int bytes) throws IOException {
        if (free != 0
                && metadata.refcounts.get(geometry.clusterOf(free)) >= geometry.maxRefcount()) {
            free = 0;
        }
        int room = free == 0 ? 0 : geometry.clusterSize() - geometry.inCluster(free);
        if (room >= bytes) {
            metadata.refcounts.add(geometry.clusterOf(free), 1, 1);
            return taken(free, bytes);
        }
        var run = metadata.allocator.allocate(1);
        if (run == null) {
            return TABLE_FULL;
        }
        long start = geometry.offsetOf(run.first());
        if (start + geometry.clusterSize() > CompressedDescriptor.offsetLimit(geometry)) {
            metadata.allocator.cancel(run);
            return TOO_FAR;
        }
        if (room > 0 && start == free + room) {
            metadata.refcounts.add(run.first() - 1, 1, 1);
            return taken(free, bytes);
        }
        return taken(start, bytes);
    }

    private long taken(long place, int bytes) {
        long end = place + bytes;
        free = geometry.aligned(end) ? 0 : end;
        return place;
    }

    /** Says that clusters are free now, so that nothing may be added to them. */
    void freed(long first, long count) {
        long cluster = geometry.clusterOf(free);
        if (free != 0 && cluster >= first && cluster < first + count) {
            free = 0;
        }
    }

    /** Begins a new cluster with the next one. */
    void restart() {
        free = 0;
    }
}
