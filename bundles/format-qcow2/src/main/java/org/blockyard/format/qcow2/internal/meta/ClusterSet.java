package org.blockyard.format.qcow2.internal.meta;

import java.util.Optional;
import java.util.Set;

/**
 * Clusters that hold metadata, and of which kind, as far as writes are to be kept from that kind.
 * Asked by any thread without a lock, changed under the metadata lock.
 */
final class ClusterSet {
    private static final long EMPTY = -1;
    private static final long REMOVED = -2;
    private static final int AREA_SHIFT = 56;
    private static final long CLUSTER = (1L << AREA_SHIFT) - 1;
    private static final Area[] AREAS = Area.values();

    private final Set<Area> guarded;

    private volatile long[] table = filled(1024);
    private int size;

    ClusterSet(Set<Area> guarded) {
        this.guarded = guarded;
    }

    boolean contains(long cluster) {
        return find(cluster) >= 0;
    }

    /** What a cluster holds. */
    Optional<Area> area(long cluster) {
        long found = find(cluster);
        return found < 0 ? Optional.empty() : Optional.of(AREAS[(int) (found >>> AREA_SHIFT)]);
    }

    private long find(long cluster) {
        var now = table;
        for (int at = slot(cluster, now); now[at] != EMPTY; at = (at + 1) & (now.length - 1)) {
            if (now[at] >= 0 && (now[at] & CLUSTER) == cluster) {
                return now[at];
            }
        }
        return EMPTY;
    }

    void add(Area area, long number) {
        if (!guarded.contains(area) || contains(number)) {
            return;
        }
        long cluster = number | (long) area.ordinal() << AREA_SHIFT;
        if (++size * 2 > table.length) {
            var bigger = filled(table.length * 2);
            for (long old : table) {
                put(bigger, old);
            }
            put(bigger, cluster);
            table = bigger;
            return;
        }
        var same = table;
        put(same, cluster);
        table = same;
    }

    /** Forgets all but what is of one kind. */
    void clearBut(Area area) {
        var old = table;
        table = filled(1024);
        size = 0;
        for (long one : old) {
            if (one >= 0 && one >>> AREA_SHIFT == area.ordinal()) {
                add(area, one & CLUSTER);
            }
        }
    }

    void remove(long cluster) {
        var same = table;
        for (int at = slot(cluster, same); same[at] != EMPTY; at = (at + 1) & (same.length - 1)) {
            if (same[at] >= 0 && (same[at] & CLUSTER) == cluster) {
                same[at] = REMOVED;
            }
        }
        table = same;
    }

    private static void put(long[] into, long cluster) {
        if (cluster < 0) {
            return;
        }
        int at = slot(cluster & CLUSTER, into);
        while (into[at] != EMPTY) {
            at = (at + 1) & (into.length - 1);
        }
        into[at] = cluster;
    }

    private static int slot(long cluster, long[] in) {
        return (int) ((cluster * 0x9e3779b97f4a7c15L) >>> 32) & (in.length - 1);
    }

    private static long[] filled(int length) {
        var fresh = new long[length];
        java.util.Arrays.fill(fresh, EMPTY);
        return fresh;
    }
}
