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
    private static final int MOST_CLUSTERS = 1 << 16;

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
        long entry = mapping.entry(geometry.clusterOf(offset));
        long length = Math.min(most, run(offset, entry, most));
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

    private long place(long offset, long entry) throws IOException {
        return clusters.place(entry, offset) + geometry.inCluster(offset) - shift;
    }

    private long run(long offset, long entry, long most) throws IOException {
        long cluster = geometry.clusterOf(offset);
        long end = geometry.clustersFor(offset + most);
        long expected = entry;
        int looked = 0;
        for (cluster++; cluster < end && looked < MOST_CLUSTERS; cluster++, looked++) {
            if (entry == 0 && !mapping.hasTable(cluster)) {
                cluster = mapping.tableEnd(cluster) - 1;
                continue;
            }
            expected = L2Entry.offset(entry) != 0 ? expected + geometry.clusterSize() : expected;
            if (!sameKind(mapping.entry(cluster), expected)) {
                break;
            }
        }
        return Math.min(cluster, end) * geometry.clusterSize() - offset;
    }

    private static boolean sameKind(long next, long expected) {
        var kind = L2Entry.kind(next);
        return kind == L2Entry.kind(expected)
                && switch (kind) {
                    case UNALLOCATED, ZERO, COMPRESSED -> true;
                    case DATA, ZERO_ALLOCATED -> L2Entry.offset(next) == L2Entry.offset(expected);
                };
    }
}
