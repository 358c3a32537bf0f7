package org.blockyard.format.qcow2.internal.data;

import java.io.IOException;
import org.blockyard.format.qcow2.internal.layout.CompressedDescriptor;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.L2Entry;
import org.blockyard.format.qcow2.internal.layout.Subclusters;
import org.blockyard.format.qcow2.internal.meta.Mapping;
import org.blockyard.format.qcow2.internal.meta.Metadata;
import org.blockyard.io.BlockException;

/**
 * What the parts of the data path have in common: trust in entries, and giving up the places that
 * they name.
 */
final class Clusters {
    private final Metadata metadata;
    private final Geometry geometry;
    private final Mapping mapping;

    Clusters(Metadata metadata) {
        this.metadata = metadata;
        this.geometry = metadata.geometry();
        this.mapping = metadata.mapping();
    }

    /** Whether an entry is one that an image may hold. */
    boolean valid(long entry) {
        if ((entry & L2Entry.COMPRESSED) != 0) {
            return true;
        }
        return (geometry.extended()
                        ? (entry & Subclusters.INVALID) == 0
                        : geometry.aligned(L2Entry.offset(entry)))
                && ((entry & L2Entry.ZERO) == 0 || geometry.version() >= 3);
    }

    /** The failure that an entry is that is not {@link #valid}. */
    BlockException invalid(long entry, long guestOffset) {
        return metadata.corruption()
                .at(
                        "L2 entry 0x%x of guest offset 0x%x is not valid"
                                .formatted(entry, guestOffset),
                        L2Entry.offset(entry));
    }

    /** Where an entry's data are. */
    long place(long entry, long guestOffset) throws BlockException {
        if (!valid(entry)) {
            throw invalid(entry, guestOffset);
        }
        return L2Entry.offset(entry);
    }

    /** Keeps guest data out of clusters that hold metadata. */
    void guard(long hostOffset, long length) throws BlockException {
        if (metadata.dataApart()) {
            return;
        }
        long last = geometry.clusterOf(hostOffset + length - 1);
        for (long cluster = geometry.clusterOf(hostOffset); cluster <= last; cluster++) {
            if (metadata.holdsMetadata(cluster)) {
                throw metadata.overlap(cluster);
            }
        }
    }

    /** Whether a write to a place would hit metadata. */
    boolean guarded(long hostOffset, long length) {
        if (metadata.dataApart()) {
            return false;
        }
        long last = geometry.clusterOf(hostOffset + length - 1);
        for (long cluster = geometry.clusterOf(hostOffset); cluster <= last; cluster++) {
            if (metadata.holdsMetadata(cluster)) {
                return true;
            }
        }
        return false;
    }

    /**
     * How many bytes from {@code offset} on, where {@code entry} is, can be written in place and
     * lie in one piece.
     *
     * @param block whether entries may be read from the file for it
     */
    int writableRun(long offset, long entry, int most, boolean block) throws IOException {
        long length = geometry.unitSize() - geometry.inUnit(offset);
        long unit = geometry.unitOf(offset);
        long expected = entry;
        while (length < most) {
            unit++;
            expected += geometry.unitSize();
            long next = block ? mapping.unit(unit) : mapping.cachedUnit(unit);
            if (next == Mapping.UNKNOWN
                    || !L2Entry.writable(next)
                    || L2Entry.offset(next) != L2Entry.offset(expected)) {
                break;
            }
            length += geometry.unitSize();
        }
        return (int) Math.min(length, most);
    }

    /** Gives up what an entry names; under the metadata lock. */
    void free(long entry, boolean punch) {
        if (metadata.dataApart()) {
            return;
        }
        switch (L2Entry.kind(entry)) {
            case DATA, ZERO_ALLOCATED ->
                    metadata.free(geometry.clusterOf(L2Entry.offset(entry)), 1, punch);
            case COMPRESSED -> {
                var packed = CompressedDescriptor.of(entry, geometry);
                metadata.free(packed.firstCluster(geometry), packed.clusterCount(geometry), punch);
            }
            case UNALLOCATED, ZERO -> {}
        }
    }
}
