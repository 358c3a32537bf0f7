package org.blockyard.format.qcow2.internal.check;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How often each host cluster is named, in memory in proportion to what is named. */
final class UsedClusters {
    /** Clusters counted by one page. */
    static final int PAGE = 4096;

    private final Map<Long, int[]> pages = new HashMap<>();
    private long lastIndex = -1;
    private int[] last = new int[0];
    private long highest = -1;

    void add(long cluster, int times) {
        var page = page(cluster);
        int at = (int) (cluster & (PAGE - 1));
        page[at] = page[at] > Integer.MAX_VALUE - times ? Integer.MAX_VALUE : page[at] + times;
        highest = Math.max(highest, cluster);
    }

    /** A cluster is not named at all. */
    void forget(long cluster) {
        page(cluster)[(int) (cluster & (PAGE - 1))] = 0;
    }

    private int[] page(long cluster) {
        long index = cluster / PAGE;
        if (index != lastIndex) {
            last = pages.computeIfAbsent(index, fresh -> new int[PAGE]);
            lastIndex = index;
        }
        return last;
    }

    long get(long cluster) {
        long index = cluster / PAGE;
        int[] page = index == lastIndex ? last : find(index);
        return page == null ? 0 : page[(int) (cluster & (PAGE - 1))];
    }

    private int @Nullable [] find(long index) {
        var page = pages.get(index);
        if (page != null) {
            last = page;
            lastIndex = index;
        }
        return page;
    }

    /** The last cluster that is named; -1 if none is. */
    long highest() {
        return highest;
    }

    /** The pages that count anything, by their first clusters. */
    long[] firstClusters() {
        return pages.keySet().stream().mapToLong(index -> index * PAGE).sorted().toArray();
    }
}
