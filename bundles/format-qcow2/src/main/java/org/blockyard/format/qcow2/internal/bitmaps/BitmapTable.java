package org.blockyard.format.qcow2.internal.bitmaps;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import org.blockyard.bitmap.DirtyBits;
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

    /** What bits in memory are taken by. */
    private static final int PAGE_BYTES = 4096;

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

    /** Reads a bitmap's bits, of a disk of such a length. */
    DirtyBits load(BitmapEntry entry, long length) throws IOException {
        long bits = BitmapEntry.bitsFor(length, entry.granularityBits());
        charge(bits / Byte.SIZE / PAGE_BYTES * Long.BYTES);
        var loaded = empty(length, 1L << entry.granularityBits());
        long span = span(loaded);
        int entries = (int) Math.min(entry.tableEntries(), (length + span - 1) / span);
        for (int at = 0; at < entries; at += PIECE) {
            int count = Math.min(PIECE, entries - at);
            var table = L1Table.longs(metadata.file(), entry.tableOffset() + at * 8L, count);
            for (int i = 0; i < count; i++) {
                take(table[i], (at + i) * span, loaded);
            }
        }
        return loaded;
    }

    private static DirtyBits empty(long length, long granularity) throws BlockException {
        try {
            return new DirtyBits(length, granularity);
        } catch (IllegalArgumentException tooMany) {
            throw tooMuch();
        }
    }

    /** Bytes of the disk for which one cluster of bits stands. */
    private long span(DirtyBits bits) {
        return geometry.clusterSize() * (long) Byte.SIZE * bits.granularity();
    }

    private void take(long entry, long from, DirtyBits into) throws IOException {
        long offset = L1Entry.offset(entry);
        if (offset == 0) {
            if ((entry & BitmapEntry.ALL_ONES) != 0) {
                charge(geometry.clusterSize() + PAGE_BYTES);
                into.set(from, span(into));
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
        charge(geometry.clusterSize() + PAGE_BYTES);
        into.load(from, metadata.file().read(offset, geometry.clusterSize()));
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
        long span = span(bits);
        int entries = (int) Math.max(1, (bits.length() + span - 1) / span);
        var table = new long[entries];
        var mixed = new ArrayList<Integer>();
        for (int i = 0; i < entries; i++) {
            long from = i * span;
            long end = Math.min(bits.length(), from + span);
            if (bits.nextDirty(from, end).isPresent()) {
                if (bits.nextClean(from, end).isPresent()) {
                    mixed.add(i);
                } else {
                    table[i] = BitmapEntry.ALL_ONES;
                }
            }
        }
        long place = metadata.allocateStructure(geometry.clustersFor(entries * 8L) + mixed.size());
        long next = place + geometry.roundUp(entries * 8L);
        var cluster = ByteBuffer.allocate(geometry.clusterSize());
        for (int i : mixed) {
            bits.store(i * span, cluster.clear());
            metadata.file().write(next, cluster.flip());
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
