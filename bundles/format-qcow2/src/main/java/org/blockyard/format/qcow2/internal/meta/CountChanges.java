package org.blockyard.format.qcow2.internal.meta;

import java.util.HashMap;
import java.util.Map;

/**
 * By how much the reference counts of clusters are to change; a byte a cluster where it suffices.
 */
final class CountChanges {
    private static final int PAGE_BITS = 12;
    private static final byte LARGE = Byte.MIN_VALUE;

    private final Map<Long, byte[]> pages = new HashMap<>();
    private final Map<Long, Long> large = new HashMap<>();

    /** Visits a cluster whose count changes. */
    interface Visitor<X extends Exception> {
        /** A cluster and by how much. */
        void change(long cluster, long delta) throws X;
    }

    void add(long cluster, long delta) {
        var page = pages.computeIfAbsent(cluster >>> PAGE_BITS, fresh -> new byte[1 << PAGE_BITS]);
        int at = (int) (cluster & ((1 << PAGE_BITS) - 1));
        long changed = (page[at] == LARGE ? large.getOrDefault(cluster, 0L) : page[at]) + delta;
        if (changed > LARGE && changed <= Byte.MAX_VALUE) {
            page[at] = (byte) changed;
            large.remove(cluster);
        } else {
            page[at] = LARGE;
            large.put(cluster, changed);
        }
    }

    long of(long cluster) {
        var page = pages.get(cluster >>> PAGE_BITS);
        if (page == null) {
            return 0;
        }
        byte small = page[(int) (cluster & ((1 << PAGE_BITS) - 1))];
        return small == LARGE ? large.getOrDefault(cluster, 0L) : small;
    }

    /** Shows all that change, in order. */
    <X extends Exception> void forEach(Visitor<X> visitor) throws X {
        for (long index : pages.keySet().stream().sorted().toList()) {
            long first = index << PAGE_BITS;
            for (long cluster = first; cluster < first + (1 << PAGE_BITS); cluster++) {
                long delta = of(cluster);
                if (delta != 0) {
                    visitor.change(cluster, delta);
                }
            }
        }
    }
}
