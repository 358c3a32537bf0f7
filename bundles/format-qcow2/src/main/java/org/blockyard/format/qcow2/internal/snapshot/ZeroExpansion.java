package org.blockyard.format.qcow2.internal.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import org.blockyard.format.qcow2.internal.check.LongCounts;
import org.blockyard.format.qcow2.internal.crypt.GuestData;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.L1Entry;
import org.blockyard.format.qcow2.internal.layout.L2Entry;
import org.blockyard.format.qcow2.internal.layout.L2Entry.Kind;
import org.blockyard.format.qcow2.internal.meta.Metadata;
import org.blockyard.format.qcow2.internal.meta.TableSwitch;

/**
 * Turns zero clusters, which version 2 does not know, to what reads the same: data of zeroes, or
 * nothing where there is no backing. Standard L2 entries only: an image with subclusters is never
 * made one of version 2.
 */
final class ZeroExpansion {
    private final Metadata metadata;
    private final GuestData data;
    private final Geometry geometry;
    private final TableSwitch change;
    private final MappingTree tree;
    private final boolean backed;

    ZeroExpansion(
            Metadata metadata,
            GuestData data,
            TableSwitch change,
            MappingTree tree,
            boolean backed) {
        this.metadata = metadata;
        this.data = data;
        this.geometry = metadata.geometry();
        this.change = change;
        this.tree = tree;
        this.backed = backed;
    }

    /** Replaces all L2 tables that have any; whether there are some. */
    boolean run(List<long[]> all) throws IOException {
        var tables = new LongCounts();
        var indexes = new HashMap<Long, Integer>();
        for (var l1 : all) {
            for (int i = 0; i < l1.length; i++) {
                if (L1Entry.offset(l1[i]) != 0) {
                    tables.add(L1Entry.offset(l1[i]));
                    indexes.putIfAbsent(L1Entry.offset(l1[i]), i);
                }
            }
        }
        var moved = new HashMap<Long, Long>();
        for (long table : tables.sorted()) {
            var bytes = tree.read(table);
            long guest = (long) indexes.getOrDefault(table, 0) << geometry.l2Bits();
            if (expand(bytes, guest, tables.take(table))) {
                moved.put(table, change.place(bytes));
            }
        }
        all.forEach(l1 -> tree.relink(moved, l1));
        tree.made(moved);
        return !moved.isEmpty();
    }

    private boolean expand(ByteBuffer table, long firstCluster, int times) throws IOException {
        boolean changed = false;
        for (int at = 0; at < table.limit(); at += 8) {
            long guest = geometry.offsetOf(firstCluster + at / 8);
            long entry = table.getLong(at);
            var kind = L2Entry.kind(entry);
            if (kind == Kind.ZERO_ALLOCATED) {
                // it read as zeroes all the time, so nobody sees that it is written now
                writeZeroes(L2Entry.offset(entry), guest);
                table.putLong(at, entry & ~L2Entry.ZERO);
                changed = true;
            } else if (kind == Kind.ZERO) {
                table.putLong(at, backed ? zeroes(guest, times) : 0);
                changed = true;
            }
        }
        return changed;
    }

    private long zeroes(long guest, int times) throws IOException {
        long place = change.place(ByteBuffer.allocate(geometry.clusterSize()));
        change.count(geometry.clusterOf(place), times - 1L);
        if (metadata.encrypted()) {
            writeZeroes(place, guest);
        }
        return place;
    }

    private void writeZeroes(long place, long guest) throws IOException {
        if (metadata.encrypted()) {
            data.write(place, guest, ByteBuffer.allocate(geometry.clusterSize()));
        } else {
            metadata.file().writeZeroes(place, geometry.clusterSize());
        }
    }
}
