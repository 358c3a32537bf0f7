package org.blockyard.format.qcow2.internal.data;

import java.io.IOException;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.L2Entry;
import org.blockyard.format.qcow2.internal.layout.L2Entry.Kind;
import org.blockyard.format.qcow2.internal.meta.Allocator;
import org.blockyard.format.qcow2.internal.meta.Mapping;
import org.blockyard.format.qcow2.internal.meta.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the place of clusters that are to be written and have none of their own: the space that
 * they keep, their fixed place in a data file, or free clusters. Under the metadata lock, with
 * their slice in memory.
 */
final class Placement {
    /** Where free clusters come from. */
    interface Space {
        /** Takes 1 to {@code most} in a row; null if it has none. */
        Allocator.@Nullable Run take(int most) throws IOException;
    }

    private final Metadata metadata;
    private final Geometry geometry;
    private final Mapping mapping;
    private final Clusters clusters;
    private final OpenClaims open;

    Placement(Metadata metadata, Clusters clusters, OpenClaims open) {
        this.metadata = metadata;
        this.geometry = metadata.geometry();
        this.mapping = metadata.mapping();
        this.clusters = clusters;
        this.open = open;
    }

    /**
     * A claim of guest clusters from {@code first} on, at least one and none from {@code end} on.
     *
     * @return null if there is no space for it
     */
    @Nullable Claim of(long first, long end, Space space) throws IOException {
        long entry = mapping.get(first);
        if (!clusters.valid(entry)) {
            throw clusters.invalid(entry, geometry.offsetOf(first));
        }
        if (keepsSpace(entry)) {
            return claim(first, kept(first, end), L2Entry.offset(entry), false, false);
        }
        int wanting = wanting(first, end);
        if (metadata.dataApart()) {
            return claim(first, wanting, metadata.fixedPlace(first), false, true);
        }
        var run = space.take(wanting);
        return run == null
                ? null
                : claim(
                        first,
                        run.count(),
                        geometry.offsetOf(run.first()),
                        run.untouched() && !metadata.encrypted(),
                        true);
    }

    private Claim claim(long first, int count, long host, boolean untouched, boolean fresh) {
        var entries = new long[count];
        var bits = new long[count];
        for (int i = 0; i < count; i++) {
            entries[i] = mapping.get(first + i);
            bits[i] = mapping.bits(first + i);
        }
        return new Claim(first, host, untouched, fresh, entries, bits);
    }

    private boolean keepsSpace(long entry) {
        var kind = L2Entry.kind(entry);
        return L2Entry.copied(entry)
                && (kind == Kind.ZERO_ALLOCATED || geometry.extended() && kind == Kind.DATA);
    }

    private int kept(long first, long end) {
        long host = L2Entry.offset(mapping.get(first));
        int count = 1;
        while (first + count < end && open.isFree(first + count)) {
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
        while (first + count < end && open.isFree(first + count)) {
            long next = mapping.get(first + count);
            if (L2Entry.writable(next) || keepsSpace(next) || !clusters.valid(next)) {
                break;
            }
            count++;
        }
        return count;
    }
}
