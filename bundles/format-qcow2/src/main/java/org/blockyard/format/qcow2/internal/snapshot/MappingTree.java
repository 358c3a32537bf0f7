package org.blockyard.format.qcow2.internal.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.blockyard.format.qcow2.internal.check.LongCounts;
import org.blockyard.format.qcow2.internal.layout.CompressedDescriptor;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.L1Entry;
import org.blockyard.format.qcow2.internal.layout.L2Entry;
import org.blockyard.format.qcow2.internal.meta.Metadata;
import org.blockyard.format.qcow2.internal.meta.TableSwitch;
import org.blockyard.io.BlockException;

/**
 * What L1 tables name: counts it for one table more or less, and sets the marks of what is named
 * once, in copies of L2 tables that all L1 tables concerned then share.
 */
final class MappingTree {
    private final Metadata metadata;
    private final Geometry geometry;
    private final TableSwitch change;

    MappingTree(Metadata metadata, TableSwitch change) {
        this.metadata = metadata;
        this.geometry = metadata.geometry();
        this.change = change;
    }

    /** All that an L1 table names is named once more, or once less. */
    void count(long[] l1, int sign) throws IOException {
        var tables = new LongCounts();
        for (long entry : l1) {
            if (L1Entry.offset(entry) != 0) {
                tables.add(L1Entry.offset(entry));
            }
        }
        for (long table : tables.sorted()) {
            long delta = (long) sign * tables.take(table);
            change.count(geometry.clusterOf(table), delta);
            countTable(read(table), delta);
        }
    }

    ByteBuffer read(long table) throws IOException {
        if (!geometry.aligned(table) || table > metadata.file().length()) {
            throw invalid("L2 table", table);
        }
        return metadata.file().read(table, geometry.clusterSize());
    }

    private BlockException invalid(String what, long offset) {
        return metadata.corruption()
                .at("%s offset 0x%x is not valid".formatted(what, offset), offset);
    }

    private void countTable(ByteBuffer table, long delta) throws IOException {
        for (int at = 0; at < table.limit(); at += 1 << geometry.l2EntryBits()) {
            long entry = table.getLong(at);
            if (entry == 0) {
                continue;
            }
            switch (L2Entry.kind(entry)) {
                case DATA, ZERO_ALLOCATED -> change.count(cluster(entry), delta);
                case COMPRESSED -> {
                    var packed = CompressedDescriptor.of(entry, geometry);
                    for (int i = 0; i < packed.clusterCount(geometry); i++) {
                        change.count(packed.firstCluster(geometry) + i, delta);
                    }
                }
                case UNALLOCATED, ZERO -> {}
            }
        }
    }

    private long cluster(long entry) throws BlockException {
        long offset = L2Entry.offset(entry);
        if (!geometry.aligned(offset)) {
            throw invalid("cluster", offset);
        }
        return geometry.clusterOf(offset);
    }

    /**
     * Sets the marks in the active table and below as the counts after the change demand it.
     *
     * @param active the active L1 table, which is changed
     * @param others L1 tables that go on sharing what they share with it; changed, too
     */
    void mark(long[] active, List<long[]> others) throws IOException {
        var seen = new LongCounts();
        var moved = new HashMap<Long, Long>();
        for (long entry : active) {
            long table = L1Entry.offset(entry);
            if (table != 0 && seen.addNew(table)) {
                var bytes = read(table);
                if (markTable(bytes)) {
                    moved.put(table, change.place(bytes));
                }
            }
        }
        relink(moved, active);
        others.forEach(other -> relink(moved, other));
        made(moved);
        for (int i = 0; i < active.length; i++) {
            long table = L1Entry.offset(active[i]);
            boolean own = table != 0 && change.countAfter(geometry.clusterOf(table)) == 1;
            active[i] = own ? table | L1Entry.COPIED : table;
        }
    }

    private boolean markTable(ByteBuffer table) throws IOException {
        boolean changed = false;
        for (int at = 0; at < table.limit(); at += 1 << geometry.l2EntryBits()) {
            long entry = table.getLong(at);
            if (!placed(entry)) {
                continue;
            }
            boolean own = change.countAfter(cluster(entry)) == 1;
            long right = own ? entry | L2Entry.COPIED : entry & ~L2Entry.COPIED;
            if (right != entry) {
                table.putLong(at, right);
                changed = true;
            }
        }
        return changed;
    }

    private static boolean placed(long entry) {
        return entry != 0 && (entry & L2Entry.COMPRESSED) == 0 && L2Entry.offset(entry) != 0;
    }

    /** A copy is counted once since it was made; from here on only those that name it count. */
    void made(Map<Long, Long> moved) {
        moved.values().forEach(place -> change.count(geometry.clusterOf(place), -1));
    }

    /** Lets a table name copies of L2 tables. */
    void relink(Map<Long, Long> moved, long[] l1) {
        for (int i = 0; i < l1.length; i++) {
            long table = L1Entry.offset(l1[i]);
            var place = moved.get(table);
            if (place != null) {
                l1[i] = place | l1[i] & L1Entry.COPIED;
                change.count(geometry.clusterOf(table), -1);
                change.count(geometry.clusterOf(place), 1);
            }
        }
    }
}
