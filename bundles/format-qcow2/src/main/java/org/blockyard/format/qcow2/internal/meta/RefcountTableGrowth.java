package org.blockyard.format.qcow2.internal.meta;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.RefcountWidth;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Moves the refcount table to a larger place: behind all that the old one could count, after the
 * blocks that count the new place itself. The header names the new table only when it and all
 * blocks that it names are stable.
 */
final class RefcountTableGrowth {
    private final Metadata metadata;
    private final Geometry geometry;
    private final Refcounts refcounts;

    RefcountTableGrowth(Metadata metadata) {
        this.metadata = metadata;
        this.geometry = metadata.geometry;
        this.refcounts = metadata.refcounts;
    }

    /** Grows it, under the metadata lock and with no commit under way. */
    void grow() throws IOException {
        int oldEntries = refcounts.table().length;
        long wanted = Math.max(oldEntries + 1L, oldEntries + oldEntries / 2);
        long perCluster = geometry.clusterSize() / 8;
        long tableClusters = (wanted + perCluster - 1) / perCluster;
        long blocks = geometry.refcountBlocksFor(tableClusters);
        while (tableClusters * perCluster < oldEntries + blocks) {
            tableClusters++;
            blocks = geometry.refcountBlocksFor(tableClusters);
        }
        if (geometry.offsetOf(tableClusters) > Geometry.MAX_REFCOUNT_TABLE_BYTES) {
            throw new BlockException(
                    ErrorKind.NO_SPACE, "the refcount table has reached its limit of 8 MiB");
        }
        move(oldEntries, (int) tableClusters, (int) blocks);
    }

    private void move(int oldEntries, int tableClusters, int blocks) throws IOException {
        long first = refcounts.covered();
        long start = geometry.offsetOf(first);
        long tableStart = start + geometry.offsetOf(blocks);
        long end = tableStart + geometry.offsetOf(tableClusters);
        metadata.file.grow(end);
        metadata.file.touch(end);
        writeCounts();
        writeBlocks(start, blocks, blocks + tableClusters);
        int entries = tableClusters * (geometry.clusterSize() / 8);
        writeTable(tableStart, entries, oldEntries, blocks, start);
        metadata.file.flush();
        long oldStart = refcounts.tableOffset();
        metadata.store.update(header -> header.withRefcountTable(tableStart, tableClusters));
        metadata.file.flush();
        refcounts.moved(tableStart, entries, oldEntries, blocks, start);
        metadata.addStructure(Area.REFCOUNT_TABLE, tableStart, geometry.offsetOf(tableClusters));
        metadata.dropStructure(oldStart, geometry.clustersFor(oldEntries * 8L));
    }

    /**
     * Blocks that only the table in memory names must be stable before a table on disk names them.
     */
    private void writeCounts() throws IOException {
        var newBlocks = new Writes();
        var rest = new Writes();
        var taken = refcounts.takeDirty(newBlocks, rest);
        boolean success = false;
        try {
            newBlocks.writeTo(metadata.file);
            metadata.file.flush();
            rest.writeTo(metadata.file);
            success = true;
        } finally {
            refcounts.written(taken, success);
        }
    }

    private void writeBlocks(long start, int blocks, int used) throws IOException {
        var bytes = ByteBuffer.allocate(geometry.clusterSize());
        for (int block = 0; block < blocks; block++) {
            Arrays.fill(bytes.array(), (byte) 0);
            int here =
                    Math.clamp(
                            used - ((long) block << geometry.refcountBlockBits()),
                            0,
                            geometry.refcountsPerBlock());
            for (int i = 0; i < here; i++) {
                RefcountWidth.set(bytes, geometry.refcountOrder(), i, 1);
            }
            metadata.file.write(start + geometry.offsetOf(block), bytes.clear());
        }
    }

    private void writeTable(long at, int entries, int oldEntries, int blocks, long firstBlock)
            throws IOException {
        var table = Arrays.copyOf(refcounts.table(), entries);
        for (int i = 0; i < blocks; i++) {
            table[oldEntries + i] = firstBlock + geometry.offsetOf(i);
        }
        metadata.file.write(at, L1Table.bytes(table, 0, entries));
    }
}
