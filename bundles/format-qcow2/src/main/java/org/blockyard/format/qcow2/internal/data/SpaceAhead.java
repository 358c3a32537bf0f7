package org.blockyard.format.qcow2.internal.data;

import java.io.IOException;
import java.util.Optional;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.RefcountWidth;
import org.blockyard.format.qcow2.internal.meta.Metadata;

/**
 * Whether clusters were given to the disk before they were written: the image counts clearly more
 * of them than its file has space for. The margin is QEMU's, so that both tell the same of an
 * image. Counts are read from the file, for an image that is open for reading keeps none.
 */
final class SpaceAhead {
    private static final long BLOCK_OFFSET = ~511L;
    private static final int ENTRY = 8;

    private final Metadata metadata;
    private Optional<Boolean> found = Optional.empty();

    SpaceAhead(Metadata metadata) {
        this.metadata = metadata;
    }

    synchronized boolean found() throws IOException {
        if (found.isEmpty()) {
            found = Optional.of(search());
        }
        return found.get();
    }

    private boolean search() throws IOException {
        var file = metadata.file();
        var description = file.child().description();
        if (description.isEmpty() || description.get().actualSize().isEmpty()) {
            return false;
        }
        var geometry = metadata.geometry();
        long filled = description.get().actualSize().getAsLong() / geometry.clusterSize();
        long enough = Math.max(filled * 10 / 9, filled + 2);
        return counted(file, geometry, geometry.clustersFor(file.length()), enough) >= enough;
    }

    /** How many of the first clusters are in use; no further than to {@code enough}. */
    private long counted(ImageFile file, Geometry geometry, long clusters, long enough)
            throws IOException {
        var header = metadata.store().header();
        long blocks = geometry.offsetOf(header.refcountTableClusters()) / ENTRY;
        int perBlock = geometry.refcountsPerBlock();
        long counted = 0;
        for (long i = 0; i < blocks && i * perBlock < clusters && counted < enough; i++) {
            long entry = file.read(header.refcountTableOffset() + i * ENTRY, ENTRY).getLong(0);
            if ((entry & BLOCK_OFFSET) != 0) {
                var block = file.read(entry & BLOCK_OFFSET, geometry.clusterSize());
                int here = (int) Math.min(perBlock, clusters - i * perBlock);
                for (int j = 0; j < here && counted < enough; j++) {
                    if (RefcountWidth.get(block, geometry.refcountOrder(), j) != 0) {
                        counted++;
                    }
                }
            }
        }
        return counted;
    }
}
