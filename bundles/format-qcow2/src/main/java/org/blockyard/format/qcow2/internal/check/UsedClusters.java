package org.blockyard.format.qcow2.internal.check;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How often each host cluster is named, in memory in proportion to what is named. Of a window of
 * the file only, which ends where the memory that is allowed does: who names all clusters again for
 * each window, beginning where the last one ended, has counted all.
 */
final class UsedClusters {
    /** Clusters counted by one page: few, as what a damaged image names is scattered. */
    static final int PAGE = 64;

    /** With what the map needs for it. */
    private static final int PAGE_BYTES = PAGE * Integer.BYTES + 96;

    /** Of the pages that are too many, so many go at once that it is worth to look for them. */
    private static final int KEPT_EIGHTHS = 7;

    private final Map<Long, int[]> pages = new HashMap<>();
    private final long start;
    private final int mostPages;
    private long end = Long.MAX_VALUE;
    private long lastIndex = -1;
    private int[] last = new int[0];
    private long highest = -1;

    /** Of all clusters. */
    UsedClusters() {
        this(0, Long.MAX_VALUE);
    }

    /**
     * Of a window.
     *
     * @param start its first cluster
     * @param mostBytes what counts may take
     */
    UsedClusters(long start, long mostBytes) {
        this.start = start;
        this.mostPages = Math.clamp(mostBytes / PAGE_BYTES, 8, Integer.MAX_VALUE);
    }

    /** The first cluster of the window. */
    long start() {
        return start;
    }

    /** The first cluster behind the window, which gets nearer while clusters are named. */
    long end() {
        return end;
    }

    /** Whether a cluster is in the window. */
    boolean covers(long cluster) {
        return cluster >= start && cluster < end;
    }

    void add(long cluster, int times) {
        if (!covers(cluster)) {
            return;
        }
        var page = page(cluster);
        int at = (int) (cluster & (PAGE - 1));
        page[at] = page[at] > Integer.MAX_VALUE - times ? Integer.MAX_VALUE : page[at] + times;
        highest = Math.max(highest, cluster);
        if (pages.size() > mostPages) {
            endEarlier();
        }
    }

    /** The last pages go, and with them what is behind. */
    private void endEarlier() {
        end = firstClusters()[mostPages / 8 * KEPT_EIGHTHS];
        pages.keySet().removeIf(index -> index >= end / PAGE);
        lastIndex = -1;
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

    /** The last cluster that is named, in the window when it was; -1 if none is. */
    long highest() {
        return highest;
    }

    /** The pages that count anything, by their first clusters. */
    long[] firstClusters() {
        var clusters = pages.keySet().stream().mapToLong(index -> index * PAGE).toArray();
        Arrays.sort(clusters);
        return clusters;
    }
}
