package org.blockyard.format.qcow2.internal.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.TreeMap;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.RefcountWidth;
import org.blockyard.format.qcow2.internal.meta.HeaderStore;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Writes all reference counts anew, behind everything that is in the file, and lets the header name
 * them when they are stable. What held the old ones is then simply not counted any more.
 */
final class RefcountRebuild {
    private final ImageFile file;
    private final HeaderStore store;
    private final Geometry geometry;
    private final UsedClusters used;

    /** A rebuild from what is named, without the old refcount table and blocks. */
    RefcountRebuild(ImageFile file, HeaderStore store, UsedClusters used) {
        this(file, store, store.header().geometry(), used);
    }

    /** A rebuild with counts as wide as another geometry says. */
    RefcountRebuild(ImageFile file, HeaderStore store, Geometry geometry, UsedClusters used) {
        this.file = file;
        this.store = store;
        this.geometry = geometry;
        this.used = used;
    }

    /** Writes them behind all that is in the file. */
    void run() throws IOException {
        run(Math.max(geometry.clustersFor(file.length()), used.highest() + 1));
    }

    /** Writes them from a cluster on; the result is the first one behind them. */
    long run(long start) throws IOException {
        var blocks = new TreeMap<Long, Long>();
        for (long first : used.firstClusters()) {
            addBlocks(blocks, first, first + UsedClusters.PAGE);
        }
        long tableClusters = 1;
        long end = 0;
        while (end != start + blocks.size() + tableClusters) {
            end = start + blocks.size() + tableClusters;
            for (long cluster = start; cluster < end; cluster++) {
                blocks.put(cluster >>> geometry.refcountBlockBits(), 0L);
            }
            tableClusters = geometry.clustersFor((blocks.lastKey() + 1) * 8);
            // before the table's own clusters are entered: an image may name one at its far end
            if (tableClusters > geometry.clustersFor(Geometry.MAX_REFCOUNT_TABLE_BYTES)) {
                throw new BlockException(
                        ErrorKind.NO_SPACE, "the refcount table would be larger than 8 MiB");
            }
        }
        for (long cluster = start; cluster < end; cluster++) {
            used.add(cluster, 1);
        }
        write(blocks, start, (int) tableClusters);
        return end;
    }

    private void addBlocks(TreeMap<Long, Long> blocks, long from, long to) {
        for (long cluster = from; cluster < to; cluster++) {
            if (used.get(cluster) != 0) {
                blocks.put(cluster >>> geometry.refcountBlockBits(), 0L);
            }
        }
    }

    private void write(TreeMap<Long, Long> blocks, long start, int tableClusters)
            throws IOException {
        var table = ByteBuffer.allocate(tableClusters << geometry.clusterBits());
        long at = start;
        for (long index : blocks.keySet()) {
            table.putLong((int) index * 8, geometry.offsetOf(at));
            writeBlock(index, geometry.offsetOf(at++));
        }
        file.write(geometry.offsetOf(at), table);
        file.flush();
        long place = geometry.offsetOf(at);
        store.update(
                header -> header.withRefcounts(place, tableClusters, geometry.refcountOrder()));
        file.flush();
    }

    private void writeBlock(long index, long offset) throws IOException {
        var block = ByteBuffer.allocate(geometry.clusterSize());
        long first = index << geometry.refcountBlockBits();
        for (int i = 0; i < geometry.refcountsPerBlock(); i++) {
            long count = used.get(first + i);
            if (count > geometry.maxRefcount()) {
                throw new BlockException(
                        ErrorKind.CORRUPT, "a cluster is named more often than can be counted");
            }
            if (count != 0) {
                RefcountWidth.set(block, geometry.refcountOrder(), i, count);
            }
        }
        file.write(offset, block);
    }
}
