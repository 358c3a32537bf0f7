package org.blockyard.format.qcow2.internal.meta;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.Header;
import org.blockyard.format.qcow2.internal.layout.RefcountWidth;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Changes many tables and reference counts at one stroke: whatever changes is written beside what
 * is there, and one write of the header switches. A crash at any moment leaves either the old or
 * the new state, and clusters that nobody uses at worst. Used inside {@link WriteBack#exclusively},
 * once, with no request in flight and nothing dirty.
 */
public final class TableSwitch {
    private final Metadata metadata;
    private final Geometry geometry;
    private final CountChanges changes = new CountChanges();
    private final List<Allocator.Run> taken = new ArrayList<>();

    /** For an image that is open for writing. */
    public TableSwitch(Metadata metadata) {
        this.metadata = metadata;
        this.geometry = metadata.geometry;
    }

    /** Writes a new table of numbers to a place of its own; the offset, 0 for an empty one. */
    public long place(long[] table) throws IOException {
        return place(L1Table.bytes(table, 0, table.length));
    }

    /** Writes a new table to a place of its own; the offset, 0 for an empty one. */
    public long place(ByteBuffer table) throws IOException {
        if (!table.hasRemaining()) {
            return 0;
        }
        long offset = allocate(geometry.clustersFor(table.remaining()));
        metadata.file.write(offset, table);
        return offset;
    }

    private long allocate(long clusters) throws IOException {
        long first = metadata.allocate(clusters);
        taken.add(new Allocator.Run(first, (int) clusters, false));
        return geometry.offsetOf(first);
    }

    /** The count of a cluster is to change with the switch. */
    public void count(long cluster, long delta) {
        if (delta != 0) {
            changes.add(cluster, delta);
        }
    }

    /** What lies in a range is not named any more after the switch. */
    public void drop(long offset, long bytes) {
        long first = geometry.clusterOf(offset);
        for (long i = 0; offset != 0 && i < geometry.clustersFor(bytes); i++) {
            changes.add(first + i, -1);
        }
    }

    /** A cluster's count after the switch, as far as is known by now. */
    public long countAfter(long cluster) throws IOException {
        return metadata.refcounts.get(cluster) + changes.of(cluster);
    }

    /**
     * Switches; durable when it returns.
     *
     * @param header the new header but for the refcount table
     * @param punch whether the file is told of clusters that become free
     */
    public void commit(UnaryOperator<Header> header, boolean punch) throws IOException {
        var blocks = new TreeMap<Integer, Long>();
        for (int block : changedBlocks()) {
            blocks.put(block, allocate(1));
        }
        long place = allocateTable();
        metadata.writeBack().settle();
        var old = metadata.refcounts.table().clone();
        long oldPlace = metadata.refcounts.tableOffset();
        writeBlocks(old, blocks);
        writeTable(old, blocks, place);
        metadata.file.flush();
        int clusters = (int) geometry.clustersFor(old.length * 8L);
        taken.clear();
        name(before -> header.apply(before).withRefcountTable(place, clusters));
        if (punch) {
            punchFreed();
        }
        dropOld(old, oldPlace, blocks.navigableKeySet());
    }

    private void name(UnaryOperator<Header> header) throws IOException {
        boolean done = false;
        try {
            metadata.store.update(header);
            metadata.file.flush();
            metadata.reread();
            done = true;
        } finally {
            if (!done) {
                // nobody knows which tables the disk names: nothing may be written any more
                metadata.corruption.report(
                        "the header could not be written",
                        OptionalLong.of(0),
                        OptionalLong.empty());
            }
        }
    }

    /** Nothing was switched: what was taken for it is given back. */
    public void giveUp() {
        for (var run : taken) {
            metadata.free(run.first(), run.count(), false);
        }
        taken.clear();
    }

    private SortedSet<Integer> changedBlocks() throws IOException {
        var blocks = new TreeSet<Integer>();
        changes.forEach(
                (cluster, delta) -> {
                    checkRange(cluster, countAfter(cluster));
                    blocks.add((int) (cluster >>> geometry.refcountBlockBits()));
                });
        return blocks;
    }

    private void checkRange(long cluster, long after) throws BlockException {
        if (after > geometry.maxRefcount()) {
            throw new BlockException(
                            ErrorKind.OUT_OF_RANGE,
                            "a cluster would be used more often than counts of %d bits can tell"
                                    .formatted(geometry.refcountBits()))
                    .at(geometry.offsetOf(cluster));
        }
        if (after < 0 || !metadata.refcounts.hasBlock(cluster)) {
            throw metadata.corruption.at(
                    "a cluster that is in use has no reference count (cluster offset 0x%x)"
                            .formatted(geometry.offsetOf(cluster)),
                    geometry.offsetOf(cluster));
        }
    }

    /** Finds a place for the table; that may make the table itself longer. */
    private long allocateTable() throws IOException {
        while (true) {
            int entries = metadata.refcounts.table().length;
            long place = allocate(geometry.clustersFor(entries * 8L));
            if (metadata.refcounts.table().length == entries) {
                return place;
            }
            var wasted = taken.removeLast();
            metadata.free(wasted.first(), wasted.count(), false);
        }
    }

    private void writeBlocks(long[] table, SortedMap<Integer, Long> places) throws IOException {
        int bits = geometry.refcountBlockBits();
        var open = new BlockCopy();
        changes.forEach(
                (cluster, delta) -> {
                    int index = (int) (cluster >>> bits);
                    if (open.index != index) {
                        open.write(places);
                        open.read(index, table[index] & Refcounts.OFFSET_MASK);
                    }
                    open.change((int) (cluster & ((1L << bits) - 1)), delta);
                });
        open.write(places);
    }

    /** One refcount block on its way to another place. */
    private final class BlockCopy {
        int index = -1;
        private ByteBuffer bytes = ByteBuffer.allocate(0);

        void read(int block, long offset) throws IOException {
            index = block;
            bytes = metadata.file.read(offset, geometry.clusterSize());
        }

        void change(int at, long delta) {
            int order = geometry.refcountOrder();
            RefcountWidth.set(bytes, order, at, RefcountWidth.get(bytes, order, at) + delta);
        }

        void write(SortedMap<Integer, Long> places) throws IOException {
            var place = places.get(index);
            if (place != null) {
                metadata.file.write(place, bytes.clear());
            }
        }
    }

    private void writeTable(long[] old, SortedMap<Integer, Long> blocks, long place)
            throws IOException {
        var table = old.clone();
        blocks.forEach((index, offset) -> table[index] = offset);
        metadata.file.write(place, L1Table.bytes(table, 0, table.length));
    }

    private void dropOld(long[] table, long tableOffset, Iterable<Integer> blocks)
            throws IOException {
        for (int block : blocks) {
            metadata.free(geometry.clusterOf(table[block] & Refcounts.OFFSET_MASK), 1, false);
        }
        metadata.free(
                geometry.clusterOf(tableOffset), geometry.clustersFor(table.length * 8L), false);
        metadata.writeBack().settle();
    }

    private void punchFreed() throws IOException {
        var run = new FreedClusters.Batch();
        changes.forEach(
                (cluster, delta) -> {
                    if (delta < 0 && metadata.refcounts.get(cluster) == 0) {
                        run.add(cluster, 1, true);
                    }
                });
        run.forEach(
                (first, count, punched) ->
                        metadata.file.discard(geometry.offsetOf(first), geometry.offsetOf(count)));
    }
}
