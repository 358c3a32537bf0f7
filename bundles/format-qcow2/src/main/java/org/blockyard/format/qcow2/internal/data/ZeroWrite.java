package org.blockyard.format.qcow2.internal.data;

import java.io.IOException;
import org.blockyard.format.kit.Backing;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.L2Entry;
import org.blockyard.format.qcow2.internal.meta.Mapping;
import org.blockyard.format.qcow2.internal.meta.Metadata;
import org.blockyard.io.RequestFlags;

/**
 * Makes ranges read as zeroes without writing them: whole units, and a part of one whose rest reads
 * as zeroes already. Called inside a request's bracket.
 */
final class ZeroWrite {
    private final Metadata metadata;
    private final Geometry geometry;
    private final Mapping mapping;
    private final ClusterEdits edits;
    private final Backing backing;

    ZeroWrite(Metadata metadata, ClusterEdits edits, Backing backing) {
        this.metadata = metadata;
        this.geometry = metadata.geometry();
        this.mapping = metadata.mapping();
        this.edits = edits;
        this.backing = backing;
    }

    /** Returns false if zeroes must be written to the whole range. */
    boolean run(long offset, long length, RequestFlags flags) throws IOException {
        long end = offset + length;
        long from = offset - geometry.inUnit(offset);
        long to = end == diskLength() ? end : end + (-end & geometry.unitSize() - 1L);
        boolean part = from < offset || end < to;
        if (!edits.canZero()
                || part && !(isOneUnit(from, to) && isBlankBut(from, offset, end, to))) {
            return false;
        }
        if (metadata.dataRaw()) {
            metadata.data().writeZeroes(from + metadata.fixedPlace(0), to - from, flags);
        }
        boolean unmap = flags.has(RequestFlags.MAY_UNMAP);
        return part ? edits.zeroBlank(geometry.unitOf(from), unmap) : units(from, to, unmap);
    }

    private long diskLength() {
        return metadata.store().header().size();
    }

    private boolean isOneUnit(long from, long to) {
        return to - from <= geometry.unitSize();
    }

    /** The parts of clusters at both ends by subclusters, what is between them by clusters. */
    private boolean units(long from, long to, boolean unmap) throws IOException {
        long first = geometry.clustersFor(from);
        long end = to == diskLength() ? geometry.clustersFor(to) : geometry.clusterOf(to);
        if (first > end) {
            return edits.zeroPart(geometry.unitOf(from), geometry.unitOf(to));
        }
        long head = geometry.unitOf(geometry.offsetOf(first));
        long headEnd = Math.min(head, geometry.unitOf(to + geometry.unitSize() - 1));
        if (geometry.unitOf(from) < head && !edits.zeroPart(geometry.unitOf(from), headEnd)) {
            return false;
        }
        edits.zero(first, end, unmap);
        long tail = geometry.unitOf(geometry.offsetOf(end));
        return geometry.offsetOf(end) >= to || edits.zeroPart(tail, geometry.unitOf(to));
    }

    /** Whether a unit reads as zeroes but for a range of it, which does not matter. */
    private boolean isBlankBut(long from, long rangeStart, long rangeEnd, long to)
            throws IOException {
        return switch (L2Entry.kind(mapping.unit(geometry.unitOf(from)))) {
            case ZERO, ZERO_ALLOCATED -> true;
            case UNALLOCATED ->
                    backing.isZero(from, rangeStart)
                            && backing.isZero(rangeEnd, Math.min(to, diskLength()));
            case DATA, COMPRESSED -> false;
        };
    }
}
