package org.blockyard.protocol.vvfat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.io.Extent;

/**
 * The disk's bytes, put together of tables, files and what the guest has written. Any number of
 * threads may read and write; {@link #files} is changed with none of them at work.
 */
final class DiskView {
    private static final int SECTOR = FatLayout.SECTOR;
    private static final int LONGEST_RUN = 1 << 20;

    private final Volume volume;
    private final OpenFiles files;
    private final Overlay overlay;
    private volatile ClusterMap clusters;

    DiskView(Volume volume, OpenFiles files, Overlay overlay) {
        this.volume = volume;
        this.files = files;
        this.overlay = overlay;
        this.clusters = volume.clusters();
    }

    FatLayout layout() {
        return volume.layout();
    }

    long length() {
        return (long) layout().geometry().sectors() * SECTOR;
    }

    ClusterMap clusters() {
        return clusters;
    }

    /** Says what the clusters show from now on. */
    void show(ClusterMap other) {
        clusters = other;
    }

    /** Fills the target; offset and length are multiples of a sector. */
    void read(long offset, ByteBuffer target) throws IOException {
        int limit = target.limit();
        long at = offset;
        while (target.position() < limit) {
            int sector = (int) (at / SECTOR);
            int most = (limit - target.position() + SECTOR - 1) / SECTOR;
            boolean overlaid = overlay.has(sector);
            int length =
                    Math.min(
                            limit - target.position(),
                            overlay.run(sector, most, overlaid) * SECTOR);
            if (!overlaid) {
                length = (int) Math.min(length, pieceEnd(at) - at);
            }
            target.limit(target.position() + length);
            if (overlaid) {
                overlay.read(at, target);
            } else {
                readPiece(at, target);
            }
            target.limit(limit);
            at += length;
        }
    }

    /** What is at a place: data, or zeroes of which nothing is kept. */
    Extent status(long offset, long length) {
        boolean empty = isEmpty(offset);
        long end = offset;
        while (end < offset + length && isEmpty(end) == empty) {
            end = runEnd(end);
        }
        long run = Math.min(length, end - offset);
        return empty ? Extent.zero(run) : Extent.data(run);
    }

    /** The end of a run that begins in the middle of its sector perhaps. */
    private long runEnd(long offset) {
        int sector = (int) (offset / SECTOR);
        boolean overlaid = overlay.has(sector);
        long end = ((long) sector + overlay.run(sector, LONGEST_RUN, overlaid)) * SECTOR;
        return Math.max(offset + 1, overlaid ? end : Math.min(end, pieceEnd(offset)));
    }

    private boolean isEmpty(long offset) {
        if (overlay.has((int) (offset / SECTOR))) {
            return false;
        }
        if (offset < layout().start()) {
            return offset >= SECTOR;
        }
        return offset >= layout().dataOffset() && clusterIsEmpty(clusterAt(offset));
    }

    private boolean clusterIsEmpty(int cluster) {
        return !layout().isCluster(cluster) || clusters.content(cluster).isEmpty();
    }

    /** The end of the piece of one kind that a place lies in, of those that nobody has written. */
    long pieceEnd(long offset) {
        var layout = layout();
        if (offset < layout.start()) {
            return offset < SECTOR ? SECTOR : layout.start();
        }
        if (offset < layout.dataOffset()) {
            return layout.dataOffset();
        }
        int cluster = clusterAt(offset);
        return layout.isCluster(cluster) ? layout.clusterOffset(cluster + 1) : length();
    }

    private int clusterAt(long offset) {
        return FatLayout.FIRST_CLUSTER
                + (int) ((offset - layout().dataOffset()) / layout().clusterBytes());
    }

    private void readPiece(long offset, ByteBuffer target) throws IOException {
        var layout = layout();
        if (offset < layout.start()) {
            copy(volume.partitionTable(), offset, target);
        } else if (offset < layout.dataOffset()) {
            copy(volume.head(), offset - layout.start(), target);
        } else {
            readCluster(clusterAt(offset), offset, target);
        }
    }

    private void readCluster(int cluster, long offset, ByteBuffer target) throws IOException {
        var layout = layout();
        var shown = clusters;
        var content =
                layout.isCluster(cluster) ? shown.content(cluster) : Optional.<Content>empty();
        if (content.isEmpty()) {
            Zeroes.fill(target, target.remaining());
            return;
        }
        long within =
                (long) shown.index(cluster) * layout.clusterBytes()
                        + (offset - layout.clusterOffset(cluster));
        switch (content.get()) {
            case Content.OfDirectory(byte[] bytes) -> copy(bytes, within, target);
            case Content.OfFile file -> readFile(file, within, target);
        }
    }

    private void readFile(Content.OfFile file, long position, ByteBuffer target)
            throws IOException {
        int limit = target.limit();
        int length = Math.clamp(file.size() - position, 0, target.remaining());
        if (length > 0) {
            files.read(file.path(), position, target.limit(target.position() + length));
        }
        target.limit(limit);
        Zeroes.fill(target, target.remaining());
    }

    private static void copy(byte[] bytes, long from, ByteBuffer target) {
        int length = Math.clamp(bytes.length - from, 0, target.remaining());
        if (length > 0) {
            target.put(bytes, (int) from, length);
        }
        Zeroes.fill(target, target.remaining());
    }

    void write(long offset, ByteBuffer source) throws IOException {
        overlay.write(offset, source);
    }

    /**
     * What was written of a file is in the file now: forgets it, but for what lies behind its end.
     */
    void forget(DiskEntry file) {
        long left = file.size();
        for (int cluster : file.chain()) {
            int whole = (int) Math.min(layout().sectorsPerCluster(), left / SECTOR);
            // clusters may follow the last of a file's bytes
            if (whole <= 0) {
                return;
            }
            overlay.forget((int) (layout().clusterOffset(cluster) / SECTOR), whole);
            left -= layout().clusterBytes();
        }
    }

    /** Whether the guest has written to a cluster since what it wrote last became files. */
    boolean isDirty(int cluster) {
        return overlay.isDirty(
                (int) (layout().clusterOffset(cluster) / SECTOR), layout().sectorsPerCluster());
    }
}
