package org.blockyard.format.qcow2.internal.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.L2Entry;
import org.blockyard.format.qcow2.internal.layout.L2Entry.Kind;
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
    private final List<Claim> open = new ArrayList<>();

    /** Claims whose old places are cut out of the file, or only given up. */
    Claims(Metadata metadata, Clusters clusters, boolean punch) {
        this.punch = punch;
        this.metadata = metadata;
        this.geometry = metadata.geometry();
        this.mapping = metadata.mapping();
        this.clusters = clusters;
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
                if (!mapping.writable(first)) {
                    continue;
                }
                awaitFree(first, first + 1);
                if (!mapping.writable(first)) {
                    continue;
                }
                if (L2Entry.writable(mapping.cachedUnit(unit))) {
                    return null;
                }
                var claim = place(first, Math.min(end, mapping.sliceEnd(first)));
                if (claim != null) {
                    return opened(claim);
                }
            } finally {
                metadata.lock().unlock();
            }
        }
    }

    /**
     * Claims one guest cluster that has no place yet, if that can be done at once. The new place
     * reads as zeroes.
     *
     * @return null if it can't
     */
    @Nullable Claim tryClaim(long cluster) throws IOException {
        if (!metadata.lock().tryLock()) {
            return null;
        }
        try {
            if (!mapping.ready(cluster) || !isFree(cluster)) {
                return null;
            }
            long entry = mapping.get(cluster);
            if (entry != 0 && entry != L2Entry.ZERO
                    || metadata.dataApart()
                    || metadata.encrypted()) {
                return null;
            }
            var run = metadata.allocator().tryAllocate();
            if (run == null) {
                return null;
            }
            return opened(
                    new Claim(
                            cluster,
                            geometry.offsetOf(run.first()),
                            true,
                            true,
                            new long[] {entry},
                            new long[] {mapping.bits(cluster)}));
        } finally {
            metadata.lock().unlock();
        }
    }

    /**
     * Claims one guest cluster that is to be packed; its place comes later. Waits for others that
     * hold it.
     *
     * @return null if the cluster has data already, which packed ones never take over
     */
    @Nullable Claim claimPacked(long cluster) throws IOException {
        while (true) {
            mapping.prepare(cluster);
            metadata.lock().lock();
            try {
                if (!mapping.writable(cluster)) {
                    continue;
                }
                awaitFree(cluster, cluster + 1);
                if (!mapping.writable(cluster)) {
                    continue;
                }
                long entry = mapping.get(cluster);
                return CompressedWriter.takesPacked(entry)
                        ? opened(
                                new Claim(
                                        cluster, 0, false, false, new long[] {entry}, new long[1]))
                        : null;
            } finally {
                metadata.lock().unlock();
            }
        }
    }

    /** Packed data are where {@code entry} says: the mapping names it from here on. */
    void completePacked(Claim claim, long entry) {
        metadata.lock().lock();
        try {
            mapping.set(claim.first(), entry);
            end(claim);
        } finally {
            metadata.lock().unlock();
        }
    }

    /** Packed data were not written: what was taken for them, if anything, is given back. */
    void abandonPacked(Claim claim, long place, int size) {
        metadata.lock().lock();
        try {
            if (place > 0) {
                long first = geometry.clusterOf(place);
                metadata.free(first, geometry.clusterOf(place + size - 1) - first + 1, false);
            }
        } finally {
            end(claim);
            metadata.lock().unlock();
        }
    }

    /**
     * Nothing was written for a claim of {@link #tryClaim}: its place is as untouched as before.
     */
    void undo(Claim claim) throws IOException {
        metadata.lock().lock();
        try {
            metadata.allocator()
                    .undo(new Allocator.Run(geometry.clusterOf(claim.host()), claim.count(), true));
        } finally {
            end(claim);
            metadata.lock().unlock();
        }
    }

    private Claim opened(Claim claim) {
        open.add(claim);
        mapping.pin(claim.first(), 1);
        return claim;
    }

    /**
     * Waits until nobody holds a guest cluster of a range; under the metadata lock, which it gives
     * up meanwhile.
     */
    void awaitFree(long from, long to) {
        while (open.stream().anyMatch(claim -> claim.overlaps(from, to))) {
            metadata.changed().awaitUninterruptibly();
        }
    }

    private @Nullable Claim place(long first, long end) throws IOException {
        long entry = mapping.get(first);
        if (!clusters.valid(entry)) {
            throw clusters.invalid(entry, geometry.offsetOf(first));
        }
        if (keepsSpace(entry)) {
            return new Claim(
                    first,
                    L2Entry.offset(entry),
                    false,
                    false,
                    entries(first, kept(first, end)),
                    bits(first, kept(first, end)));
        }
        if (metadata.dataApart()) {
            int count = wanting(first, end);
            return new Claim(
                    first,
                    metadata.fixedPlace(first),
                    false,
                    true,
                    entries(first, count),
                    bits(first, count));
        }
        var run = metadata.allocator().allocate(wanting(first, end));
        return run == null
                ? null
                : new Claim(
                        first,
                        geometry.offsetOf(run.first()),
                        run.untouched() && !metadata.encrypted(),
                        true,
                        entries(first, run.count()),
                        bits(first, run.count()));
    }

    private boolean keepsSpace(long entry) {
        var kind = L2Entry.kind(entry);
        return L2Entry.copied(entry)
                && (kind == Kind.ZERO_ALLOCATED || geometry.extended() && kind == Kind.DATA);
    }

    private int kept(long first, long end) {
        long host = L2Entry.offset(mapping.get(first));
        int count = 1;
        while (first + count < end && isFree(first + count)) {
            long next = mapping.get(first + count);
            if (!keepsSpace(next) || L2Entry.offset(next) != host + geometry.offsetOf(count)) {
                break;
            }
            count++;
        }
        return count;
    }

    private int wanting(long first, long end) {
        int count = 1;
        while (first + count < end && isFree(first + count)) {
            long next = mapping.get(first + count);
            if (L2Entry.writable(next) || keepsSpace(next) || !clusters.valid(next)) {
                break;
            }
            count++;
        }
        return count;
    }

    private boolean isFree(long cluster) {
        for (var claim : open) {
            if (claim.overlaps(cluster, cluster + 1)) {
                return false;
            }
        }
        return true;
    }

    private long[] bits(long first, int count) {
        var bits = new long[count];
        for (int i = 0; i < count; i++) {
            bits[i] = mapping.bits(first + i);
        }
        return bits;
    }

    private long[] entries(long first, int count) {
        var entries = new long[count];
        for (int i = 0; i < count; i++) {
            entries[i] = mapping.get(first + i);
        }
        return entries;
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

    /** The data could not be written: everything stays as it was. */
    void abandon(Claim claim) {
        metadata.lock().lock();
        try {
            if (claim.fresh() && !metadata.dataApart()) {
                metadata.allocator()
                        .cancel(
                                new Allocator.Run(
                                        geometry.clusterOf(claim.host()), claim.count(), false));
            }
        } catch (IOException leaked) {
            metadata.corruption()
                    .report(
                            "clusters stay in use: " + BlockException.of(leaked).sentence(),
                            java.util.OptionalLong.of(claim.host()),
                            java.util.OptionalLong.empty());
        } finally {
            end(claim);
            metadata.lock().unlock();
        }
    }

    private void end(Claim claim) {
        // the one itself: a record's equals is made at run time, which costs a tool milliseconds
        open.removeIf(other -> other == claim);
        mapping.pin(claim.first(), -1);
        metadata.changed().signalAll();
    }
}
