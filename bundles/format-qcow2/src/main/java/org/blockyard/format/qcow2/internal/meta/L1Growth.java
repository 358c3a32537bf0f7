package org.blockyard.format.qcow2.internal.meta;

import java.io.IOException;
import org.blockyard.format.qcow2.internal.layout.Geometry;

/**
 * Makes the active L1 table larger, in its clusters if it has room there, else at another place.
 * With no request in flight.
 */
public final class L1Growth {
    private final Metadata metadata;
    private final Geometry geometry;

    /** For an image that is open for writing. */
    public L1Growth(Metadata metadata) {
        this.metadata = metadata;
        this.geometry = metadata.geometry;
    }

    /** Makes it at least so large. */
    public void to(int entries) throws IOException {
        int old = metadata.l1.size();
        if (entries <= old) {
            return;
        }
        long clusters = geometry.clustersFor(entries * 8L);
        if (old > 0 && geometry.clustersFor(old * 8L) == clusters) {
            stretch(old, entries);
        } else {
            move(entries, clusters);
        }
    }

    private void stretch(int old, int entries) throws IOException {
        long offset = metadata.l1.offset();
        metadata.writeBack().flush();
        metadata.file.reached("l1_grow_write_table");
        metadata.file.write(
                offset + old * 8L, L1Table.bytes(new long[entries - old], 0, entries - old));
        name(offset, entries);
    }

    private void move(int entries, long clusters) throws IOException {
        long oldOffset = metadata.l1.offset();
        long oldClusters = geometry.clustersFor(metadata.l1.size() * 8L);
        long offset = geometry.offsetOf(metadata.allocate(clusters));
        metadata.writeBack().flush();
        var copy = new long[entries];
        for (int i = 0; i < metadata.l1.size(); i++) {
            copy[i] = metadata.l1.get(i);
        }
        metadata.file.write(offset, L1Table.bytes(copy, 0, entries));
        metadata.addStructure(Area.ACTIVE_L1, offset, entries * 8L);
        name(offset, entries);
        if (oldClusters > 0) {
            metadata.dropStructure(oldOffset, oldClusters);
        }
    }

    private void name(long offset, int entries) throws IOException {
        metadata.file.flush();
        metadata.store.update(header -> header.withL1(entries, offset));
        metadata.file.flush();
        metadata.l1.moved(offset, entries);
    }
}
