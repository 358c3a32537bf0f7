package org.blockyard.format.qcow2.internal.bitmaps;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import org.blockyard.format.qcow2.internal.layout.BitmapEntry;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.L1Entry;
import org.blockyard.format.qcow2.internal.meta.L1Table;
import org.blockyard.format.qcow2.internal.meta.Metadata;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** Reads and writes the tables and clusters of bitmaps. */
final class BitmapTable {
    private static final int PIECE = 8192;

    // bounds what an image with many bitmaps that share clusters can cost
    private static final long MOST_BYTES = 1L << 30;

    private final Metadata metadata;
    private final Geometry geometry;
    private long bytesRead;
    private long pagesLeft = Math.max(64L << 20, Runtime.getRuntime().maxMemory() / 4);

    BitmapTable(Metadata metadata) {
        this.metadata = metadata;
        this.geometry = metadata.geometry();
    }

    /** Reads a bitmap's bits, for so many. */
    DirtyBits load(BitmapEntry entry, long bits) throws IOException {
        var loaded = new DirtyBits(bits);
        charge(loaded.pageCount() * 8L);
        long perCluster = geometry.clusterSize() * 8L;
        int entries = (int) Math.min(entry.tableEntries(), (bits + perCluster - 1) / perCluster);
        for (int at = 0; at < entries; at += PIECE) {
            int count = Math.min(PIECE, entries - at);
            var table = L1Table.longs(metadata.file(), entry.tableOffset() + at * 8L, count);
            for (int i = 0; i < count; i++) {
                take(table[i], (long) (at + i) * geometry.clusterSize(), loaded);
            }
        }
        return loaded;
    }

    private void take(long entry, long fromByte, DirtyBits into) throws IOException {
        long offset = L1Entry.offset(entry);
        if (offset == 0) {
            if ((entry & BitmapEntry.ALL_ONES) != 0) {
                long end = Math.min(into.size(), (fromByte + geometry.clusterSize()) * 8);
                into.set(fromByte * 8, end);
                charge(2 * DirtyBits.PAGE_BYTES);
            }
            return;
        }
        if (!geometry.aligned(offset) || offset >= geometry.roundUp(metadata.file().length())) {
            throw new BlockException(
                            ErrorKind.INVALID_FORMAT, "a bitmap's cluster is not where it can be")
                    .at(offset);
        }
        bytesRead += geometry.clusterSize();
        if (bytesRead > MOST_BYTES) {
            throw tooMuch();
        }
        var bytes = metadata.file().read(offset, geometry.clusterSize());
        charge((long) into.copyFrom(fromByte, bytes) * DirtyBits.PAGE_BYTES);
    }

    private void charge(long bytes) throws BlockException {
        pagesLeft -= bytes;
        if (pagesLeft < 0) {
            throw tooMuch();
        }
    }

    private static BlockException tooMuch() {
        return new BlockException(ErrorKind.RESOURCE, "the bitmaps need too much memory");
    }

    /**
     * Writes a bitmap's bits and a table to new clusters; nothing names them yet.
     *
     * @return the entry that names them
     */
    BitmapEntry write(BitmapEntry entry, DirtyBits bits) throws IOException {
        long perCluster = geometry.clusterSize() * 8L;
        int entries = (int) Math.max(1, (bits.size() + perCluster - 1) / perCluster);
        var table = new long[entries];
        var mixed = new ArrayList<Integer>();
        var cluster = ByteBuffer.allocate(geometry.clusterSize());
        for (int i = 0; i < entries; i++) {
            switch (bits.copyTo((long) i * geometry.clusterSize(), cluster)) {
                case CLEAR -> {}
                case SET -> table[i] = BitmapEntry.ALL_ONES;
                case MIXED -> mixed.add(i);
            }
        }
        long place = metadata.allocateStructure(geometry.clustersFor(entries * 8L) + mixed.size());
        long next = place + geometry.roundUp(entries * 8L);
        for (int i : mixed) {
            // somebody may have marked more since, which a later store will bring
            bits.copyTo((long) i * geometry.clusterSize(), cluster);
            metadata.file().write(next, cluster.clear());
            table[i] = next;
            next += geometry.clusterSize();
        }
        var bytes = ByteBuffer.allocate((int) geometry.roundUp(entries * 8L));
        bytes.asLongBuffer().put(table);
        metadata.file().write(place, bytes);
        return entry.withTable(place, entries);
    }

    /** Gives up a bitmap's table and clusters, which no directory on disk names any more. */
    void free(BitmapEntry entry) throws IOException {
        for (int at = 0; at < entry.tableEntries(); at += PIECE) {
            int count = Math.min(PIECE, entry.tableEntries() - at);
            for (long one : L1Table.longs(metadata.file(), entry.tableOffset() + at * 8L, count)) {
                long offset = L1Entry.offset(one);
                if (offset != 0
                        && geometry.aligned(offset)
                        && offset < geometry.roundUp(metadata.file().length())) {
                    metadata.dropStructure(offset, 1);
                }
            }
        }
        metadata.dropStructure(
                entry.tableOffset(), geometry.clustersFor(entry.tableEntries() * 8L));
    }
}
