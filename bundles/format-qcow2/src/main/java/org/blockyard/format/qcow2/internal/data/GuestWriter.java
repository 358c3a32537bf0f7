package org.blockyard.format.qcow2.internal.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.format.qcow2.internal.crypt.GuestData;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.L2Entry;
import org.blockyard.format.qcow2.internal.meta.Mapping;
import org.blockyard.format.qcow2.internal.meta.Metadata;

/**
 * Writes guest data: in place where a cluster is the disk's own, else to new clusters, with what
 * the write does not cover copied along. Called inside a request's bracket.
 */
final class GuestWriter {
    private final Geometry geometry;
    private final Mapping mapping;
    private final GuestData data;
    private final Clusters clusters;
    private final Claims claims;
    private final ClusterFilling filling;

    GuestWriter(
            Metadata metadata,
            GuestData data,
            Clusters clusters,
            Claims claims,
            ClusterFilling filling) {
        this.geometry = metadata.geometry();
        this.mapping = metadata.mapping();
        this.data = data;
        this.clusters = clusters;
        this.claims = claims;
        this.filling = filling;
    }

    /** Writes the rest of the buffer. */
    void write(long offset, ByteBuffer source) throws IOException {
        int end = source.limit();
        for (long at = offset; source.position() < end; ) {
            int before = source.position();
            long entry = mapping.unit(geometry.unitOf(at));
            if (L2Entry.writable(entry)) {
                writeInPlace(at, entry, source);
            } else {
                writeElsewhere(at, source);
            }
            source.limit(end);
            at += source.position() - before;
        }
    }

    private void writeInPlace(long offset, long entry, ByteBuffer source) throws IOException {
        long host = clusters.place(entry, offset) + geometry.inUnit(offset);
        int length = clusters.writableRun(offset, entry, source.remaining(), true);
        clusters.guard(host, length);
        data.write(host, offset, source.limit(source.position() + length));
    }

    private void writeElsewhere(long offset, ByteBuffer source) throws IOException {
        var claim =
                claims.claim(
                        geometry.clusterOf(offset),
                        geometry.clustersFor(offset + source.remaining()),
                        geometry.unitOf(offset));
        if (claim == null) {
            return;
        }
        boolean written = false;
        var range = ClusterFilling.NOTHING;
        try {
            long covered = geometry.offsetOf(claim.end()) - offset;
            source.limit(source.position() + (int) Math.min(covered, source.remaining()));
            range = filling.rangeOf(claim, offset, offset + source.remaining());
            filling.fill(claim, range, offset, source);
            written = true;
        } finally {
            if (!written) {
                claims.abandon(claim);
            }
        }
        claims.complete(claim, range.from(), range.to());
    }
}
