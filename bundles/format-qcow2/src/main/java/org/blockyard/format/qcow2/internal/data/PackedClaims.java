package org.blockyard.format.qcow2.internal.data;

import java.io.IOException;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.L2Entry;
import org.blockyard.format.qcow2.internal.layout.L2Entry.Kind;
import org.blockyard.format.qcow2.internal.meta.Mapping;
import org.blockyard.format.qcow2.internal.meta.Metadata;
import org.jspecify.annotations.Nullable;

/** Claims of clusters that are to be packed; their place comes when their packed size is known. */
final class PackedClaims {
    private final Metadata metadata;
    private final Geometry geometry;
    private final Mapping mapping;
    private final Claims claims;

    PackedClaims(Metadata metadata, Claims claims) {
        this.metadata = metadata;
        this.geometry = metadata.geometry();
        this.mapping = metadata.mapping();
        this.claims = claims;
    }

    /** Whether packed data may become what a cluster is: it has no data yet. */
    static boolean takes(long entry) {
        var kind = L2Entry.kind(entry);
        return kind == Kind.UNALLOCATED || kind == Kind.ZERO;
    }

    /**
     * Claims one guest cluster. Waits for others that hold it.
     *
     * @return null if the cluster has data already, which packed ones never take over
     */
    @Nullable Claim claim(long cluster) throws IOException {
        while (true) {
            mapping.prepare(cluster);
            metadata.lock().lock();
            try {
                if (!claims.awaitWritable(cluster)) {
                    continue;
                }
                long entry = mapping.get(cluster);
                return takes(entry)
                        ? claims.opened(
                                new Claim(
                                        cluster, 0, false, false, new long[] {entry}, new long[1]))
                        : null;
            } finally {
                metadata.lock().unlock();
            }
        }
    }

    /** The data are where {@code entry} says: the mapping names it from here on. */
    void complete(Claim claim, long entry) {
        metadata.lock().lock();
        try {
            mapping.set(claim.first(), entry);
            claims.end(claim);
        } finally {
            metadata.lock().unlock();
        }
    }

    /** The data were not written: what was taken for them, if anything, is given back. */
    void abandon(Claim claim, long place, int size) {
        metadata.lock().lock();
        try {
            if (place > 0) {
                long first = geometry.clusterOf(place);
                metadata.free(first, geometry.clusterOf(place + size - 1) - first + 1, false);
            }
        } finally {
            claims.end(claim);
            metadata.lock().unlock();
        }
    }
}
