package org.blockyard.format.qcow2.internal.data;

import java.io.IOException;
import java.util.OptionalLong;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.L2Entry;
import org.blockyard.format.qcow2.internal.layout.Subclusters;
import org.blockyard.format.qcow2.internal.meta.Allocator;
import org.blockyard.format.qcow2.internal.meta.Mapping;
import org.blockyard.format.qcow2.internal.meta.Metadata;
import org.blockyard.io.BlockException;
import org.jspecify.annotations.Nullable;

/** Gives writes a place for clusters that have none of their own, one write a cluster at a time. */
final class Claims {
    private final Metadata metadata;
    private final Geometry geometry;
    private final Mapping mapping;
    private final Clusters clusters;
    private final boolean punch;
    private final OpenClaims open = new OpenClaims();
    private final Placement placement;

    /** Claims whose old places are cut out of the file, or only given up. */
    Claims(Metadata metadata, Clusters clusters, boolean punch) {
        this.punch = punch;
        this.metadata = metadata;
        this.geometry = metadata.geometry();
        this.mapping = metadata.mapping();
        this.clusters = clusters;
        this.placement = new Placement(metadata, clusters, open);
    }

    /**
     * Claims guest clusters from {@code first} on, at least one and none from {@code end} on. Waits
     * for others that hold them.
     *
     * @return null if the first cluster can be written in place by now
     */
    @Nullable Claim claim(long first, long end) throws IOException {
        return claim(first, end, geometry.unitOf(geometry.offsetOf(first)));
    }

    /**
     * As {@link #claim(long, long)}, for writing from a unit of the first cluster on.
     *
     * @return null if that unit can be written in place by now
     */
    @Nullable Claim claim(long first, long end, long unit) throws IOException {
        while (true) {
            mapping.prepare(first);
            metadata.lock().lock();
            try {
                if (!awaitWritable(first)) {
                    continue;
                }
                if (L2Entry.writable(mapping.cachedUnit(unit))) {
                    return null;
                }
                var claim =
                        placement.of(
                                first,
                                Math.min(end, mapping.sliceEnd(first)),
                                metadata.allocator()::allocate);
                if (claim != null) {
                    return opened(claim);
                }
            } finally {
                metadata.lock().unlock();
            }
        }
    }

    /**
     * As {@link #claim(long, long, long)}, if that can be done at once: without waiting for anybody
     * and without I/O.
     *
     * @return null if it can't
     */
    @Nullable Claim tryClaim(long first, long end, long unit) throws IOException {
        if (!metadata.lock().tryLock()) {
            return null;
        }
        try {
            if (!mapping.ready(first)
                    || !open.isFree(first)
                    || L2Entry.writable(mapping.cachedUnit(unit))) {
                return null;
            }
            var claim =
                    placement.of(
                            first,
                            Math.min(end, mapping.sliceEnd(first)),
                            metadata.allocator()::tryAllocate);
            return claim == null ? null : opened(claim);
        } finally {
            metadata.lock().unlock();
        }
    }

    /** Whether a cluster is claimed by nobody and its entry may be changed; may wait for it. */
    boolean awaitWritable(long cluster) throws IOException {
        if (!mapping.writable(cluster)) {
            return false;
        }
        awaitFree(cluster, cluster + 1);
        return mapping.writable(cluster);
    }

    Claim opened(Claim claim) {
        open.add(claim);
        mapping.pin(claim.first(), 1);
        return claim;
    }

    void end(Claim claim) {
        open.remove(claim);
        mapping.pin(claim.first(), -1);
        metadata.changed().signalAll();
    }

    /**
     * Waits until nobody holds a guest cluster of a range; under the metadata lock, which it gives
     * up meanwhile.
     */
    void awaitFree(long from, long to) {
        while (!open.areFree(from, to)) {
            metadata.changed().awaitUninterruptibly();
        }
    }

    /** The place is there, without data: the mapping names it from here on. */
    void complete(Claim claim) {
        complete(claim, 0, 0);
    }

    /**
     * The data from one guest offset to another are at the claimed place: the mapping names it from
     * here on.
     */
    void complete(Claim claim, long from, long to) {
        metadata.lock().lock();
        try {
            for (int i = 0; i < claim.count(); i++) {
                long entry = L2Entry.data(claim.host() + geometry.offsetOf(i));
                if (geometry.extended()) {
                    mapping.set(claim.first() + i, entry, bitsAfter(claim, i, from, to));
                } else {
                    mapping.set(claim.first() + i, entry);
                }
                if (claim.fresh()) {
                    clusters.free(claim.old()[i], punch);
                }
            }
            end(claim);
        } finally {
            metadata.lock().unlock();
        }
    }

    /** What was written has its place; the rest reads as before. */
    private long bitsAfter(Claim claim, int which, long from, long to) {
        long start = geometry.offsetOf(claim.first() + which);
        long first = Math.clamp(from - start, 0, geometry.clusterSize());
        long last = Math.clamp(to - start, 0, geometry.clusterSize());
        long written =
                last > first
                        ? Subclusters.mask(
                                (int) geometry.unitOf(first), (int) geometry.unitOf(last - 1) + 1)
                        : 0;
        long before =
                claim.fresh()
                        ? claim.bits()[which] & Subclusters.ALL_ZERO
                        : mapping.bits(claim.first() + which);
        return before & ~(written << Subclusters.COUNT) | written;
    }

    /** The claimed place is kept, and reads as zeroes. */
    void completeZero(Claim claim) {
        metadata.lock().lock();
        try {
            for (int i = 0; i < claim.count(); i++) {
                long place = claim.host() + geometry.offsetOf(i);
                mapping.set(claim.first() + i, L2Entry.data(place) | L2Entry.ZERO);
                if (claim.fresh()) {
                    clusters.free(claim.old()[i], punch);
                }
            }
            end(claim);
        } finally {
            metadata.lock().unlock();
        }
    }

    /** Nothing was written for a claim: its place is as untouched as before. */
    void undo(Claim claim) {
        release(claim, claim.untouched());
    }

    /** The data could not be written, or only in part: what was there stays. */
    void abandon(Claim claim) {
        release(claim, false);
    }

    private void release(Claim claim, boolean untouched) {
        metadata.lock().lock();
        try {
            if (claim.fresh() && !metadata.dataApart()) {
                var run =
                        new Allocator.Run(
                                geometry.clusterOf(claim.host()), claim.count(), untouched);
                if (untouched) {
                    metadata.allocator().undo(run);
                } else {
                    metadata.allocator().cancel(run);
                }
            }
        } catch (IOException leaked) {
            metadata.corruption()
                    .report(
                            "clusters stay in use: " + BlockException.of(leaked).sentence(),
                            OptionalLong.of(claim.host()),
                            OptionalLong.empty());
        } finally {
            end(claim);
            metadata.lock().unlock();
        }
    }
}
