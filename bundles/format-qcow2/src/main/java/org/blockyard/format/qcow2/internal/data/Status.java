package org.blockyard.format.qcow2.internal.data;

import java.io.IOException;
import java.util.Optional;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.L2Entry;
import org.blockyard.format.qcow2.internal.meta.Mapping;
import org.blockyard.format.qcow2.internal.meta.Metadata;
import org.blockyard.io.Extent;

/** Tells what the mapping says of a range. */
final class Status {
    private static final int MOST_UNITS = 1 << 16;

    /** Marks the place that is kept for a subcluster which is not there. */
    private static final long KEPT = 1L << 3;

    private final Geometry geometry;
    private final Mapping mapping;
    private final Clusters clusters;
    private final String child;
    private final long shift;
    private final boolean encrypted;

    Status(Metadata metadata, Clusters clusters) {
        this.geometry = metadata.geometry();
        this.mapping = metadata.mapping();
        this.clusters = clusters;
        this.encrypted = metadata.encrypted();
        this.child = metadata.dataApart() ? "data-file" : "file";
        this.shift = metadata.dataApart() ? metadata.fixedPlace(0) : 0;
    }

    Extent at(long offset, long most) throws IOException {
        return extent(offset, told(geometry.unitOf(offset), true), most, true);
    }

    /** As {@link #at}, if what is in memory tells it. */
    Optional<Extent> tryAt(long offset, long most) throws IOException {
        long entry = told(geometry.unitOf(offset), false);
        return entry == Mapping.UNKNOWN || !clusters.valid(entry)
                ? Optional.empty()
                : Optional.of(extent(offset, entry, most, false));
    }

    private Extent extent(long offset, long entry, long most, boolean block) throws IOException {
        long length = Math.min(most, run(offset, entry, most, block));
        if ((entry & (KEPT | L2Entry.COMPRESSED)) == KEPT) {
            return new Extent(length, Extent.Kind.UNALLOCATED, false, kept(offset, entry));
        }
        if (encrypted && L2Entry.offset(entry) != 0 && (entry & L2Entry.COMPRESSED) == 0) {
            place(offset, entry);
            // what lies there is not what is read
            return (entry & L2Entry.ZERO) != 0
                    ? new Extent(length, Extent.Kind.ZERO_ALLOCATED, false, Optional.empty())
                    : Extent.data(length);
        }
        return switch (L2Entry.kind(entry)) {
            case UNALLOCATED -> Extent.unallocated(length);
            case ZERO -> Extent.zero(length);
            case ZERO_ALLOCATED -> Extent.zeroAllocated(length, child, place(offset, entry));
            case DATA -> Extent.data(length, child, place(offset, entry));
            case COMPRESSED -> Extent.compressed(length);
        };
    }

    /**
     * A unit's entry; the place that is kept for a subcluster that is not there, if one is. If it
     * is not in memory it is read, or unknown.
     */
    private long told(long unit, boolean block) throws IOException {
        long entry = block ? mapping.unit(unit) : mapping.cachedUnit(unit);
        if (entry != 0 || !geometry.extended()) {
            return entry;
        }
        long whole = clusterEntry(geometry.clusterOfUnit(unit), block);
        return whole != Mapping.UNKNOWN && L2Entry.isData(whole)
                ? L2Entry.offset(whole)
                        + ((long) geometry.indexInCluster(unit) << geometry.unitBits())
                        + KEPT
                : 0;
    }

    private long clusterEntry(long cluster, boolean block) throws IOException {
        return block ? mapping.entry(cluster) : mapping.cached(cluster);
    }

    private Optional<Extent.Location> kept(long offset, long entry) throws IOException {
        return encrypted
                ? Optional.empty()
                : Optional.of(new Extent.Location(child, place(offset, entry)));
    }

    private long place(long offset, long entry) throws IOException {
        return clusters.place(entry, offset) + geometry.inUnit(offset) - shift;
    }

    private long run(long offset, long entry, long most, boolean block) throws IOException {
        if (L2Entry.kind(entry) == L2Entry.Kind.COMPRESSED) {
            return compressedRun(offset, most, block);
        }
        long unit = geometry.unitOf(offset);
        long end = geometry.unitOf(offset + most - 1) + 1;
        long expected = entry;
        long step = L2Entry.offset(entry) != 0 ? geometry.unitSize() : 0;
        int looked = 0;
        for (unit++; unit < end && looked < MOST_UNITS; unit++, looked++) {
            int known = mapping.knownRun(unit, end - unit, expected + step, step);
            unit += known;
            looked += known;
            expected += known * step;
            if (unit >= end) {
                break;
            }
            long cluster = geometry.clusterOfUnit(unit);
            if (entry == 0 && !mapping.hasTable(cluster)) {
                unit = geometry.unitOf(geometry.offsetOf(mapping.tableEnd(cluster))) - 1;
                continue;
            }
            expected += step;
            long next = told(unit, block);
            if (next == Mapping.UNKNOWN || !sameKind(next, expected)) {
                break;
            }
        }
        return (Math.min(unit, end) << geometry.unitBits()) - offset;
    }

    private long compressedRun(long offset, long most, boolean block) throws IOException {
        long cluster = geometry.clusterOf(offset) + 1;
        long end = geometry.clustersFor(offset + most);
        for (int looked = 0; cluster < end && looked < MOST_UNITS; cluster++, looked++) {
            long next = clusterEntry(cluster, block);
            if (next == Mapping.UNKNOWN || L2Entry.kind(next) != L2Entry.Kind.COMPRESSED) {
                break;
            }
        }
        return geometry.offsetOf(cluster) - offset;
    }

    private static boolean sameKind(long next, long expected) {
        var kind = L2Entry.kind(next);
        return kind == L2Entry.kind(expected)
                && (next & KEPT) == (expected & KEPT)
                && switch (kind) {
                    case UNALLOCATED, ZERO, COMPRESSED -> true;
                    case DATA, ZERO_ALLOCATED -> L2Entry.offset(next) == L2Entry.offset(expected);
                };
    }
}
