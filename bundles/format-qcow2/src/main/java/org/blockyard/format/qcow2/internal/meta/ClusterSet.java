package org.blockyard.format.qcow2.internal.meta;

/**
 * A set of cluster numbers. Asked by any thread without a lock, changed under the metadata lock.
 */
final class ClusterSet {
    private static final long EMPTY = -1;
    private static final long REMOVED = -2;

    private volatile long[] table = filled(1024);
    private int size;

    boolean contains(long cluster) {
        var now = table;
        for (int at = slot(cluster, now); now[at] != EMPTY; at = (at + 1) & (now.length - 1)) {
            if (now[at] == cluster) {
                return true;
            }
        }
        return false;
    }

    void add(long cluster) {
        if (contains(cluster)) {
            return;
        }
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

    void clear() {
        table = filled(1024);
        size = 0;
    }

    void remove(long cluster) {
        var same = table;
        for (int at = slot(cluster, same); same[at] != EMPTY; at = (at + 1) & (same.length - 1)) {
            if (same[at] == cluster) {
                same[at] = REMOVED;
            }
        }
        table = same;
    }

    private static void put(long[] into, long cluster) {
        if (cluster < 0) {
            return;
        }
        int at = slot(cluster, into);
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
