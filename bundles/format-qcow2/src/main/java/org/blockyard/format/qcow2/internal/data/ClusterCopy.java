package org.blockyard.format.qcow2.internal.data;

import java.io.IOException;
import org.blockyard.format.qcow2.internal.crypt.GuestData;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.L2Entry;
import org.blockyard.format.qcow2.internal.meta.Mapping;
import org.blockyard.format.qcow2.internal.meta.Metadata;
import org.blockyard.io.FilePlace;

/**
 * Has whole clusters of guest data copied by the operating system: in place where they are the
 * disk's own, else to new ones. Called inside a request's bracket.
 */
final class ClusterCopy {
    private final Geometry geometry;
    private final Mapping mapping;
    private final GuestData data;
    private final Clusters clusters;
    private final Claims claims;

    ClusterCopy(Metadata metadata, GuestData data, Clusters clusters, Claims claims) {
        this.geometry = metadata.geometry();
        this.mapping = metadata.mapping();
        this.data = data;
        this.clusters = clusters;
        this.claims = claims;
    }

    /** Copies to a guest offset; false if the rest has to be written. */
    boolean run(FilePlace source, long offset) throws IOException {
        if (geometry.inCluster(offset) != 0 || geometry.inCluster(source.length()) != 0) {
            return false; // what else such a cluster holds would have to be looked after
        }
        for (long done = 0; done < source.length(); ) {
            var left = source.part(done, source.length() - done);
            long entry = mapping.unit(geometry.unitOf(offset + done));
            long copied =
                    L2Entry.writable(entry)
                            ? inPlace(left, offset + done, entry)
                            : elsewhere(left, offset + done);
            if (copied < 0) {
                return false;
            }
            done += copied;
        }
        return true;
    }

    private long inPlace(FilePlace source, long offset, long entry) throws IOException {
        int most = (int) Math.min(source.length(), 1 << 30);
        int length = clusters.writableRun(offset, entry, most, true);
        long host = clusters.place(entry, offset);
        clusters.guard(host, length);
        return data.copyFrom(source.part(0, length), host) ? length : -1;
    }

    private long elsewhere(FilePlace source, long offset) throws IOException {
        if (geometry.inCluster(offset) != 0) {
            return -1; // what is before it in its cluster was written in place
        }
        var claim =
                claims.claim(
                        geometry.clusterOf(offset),
                        geometry.clusterOf(offset + source.length()),
                        geometry.unitOf(offset));
        if (claim == null) {
            return 0; // another writer was there first: by now it can be written in place
        }
        long length = geometry.offsetOf(claim.count());
        boolean copied = false;
        try {
            clusters.guard(claim.host(), length);
            copied = data.copyFrom(source.part(0, length), claim.host());
        } finally {
            if (!copied) {
                claims.abandon(claim);
            }
        }
        if (copied) {
            claims.complete(claim, offset, offset + length);
        }
        return copied ? length : -1;
    }
}
