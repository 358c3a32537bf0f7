package org.blockyard.protocol.vvfat;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What each cluster shows as long as the guest has not written it; zeroes where there is nothing.
 */
final class ClusterMap {
    private final @Nullable Content[] contents;
    private final int[] indexes;

    /** A map without anything in it. */
    ClusterMap(int clusters) {
        contents = new @Nullable Content[clusters];
        indexes = new int[clusters];
    }

    private ClusterMap(@Nullable Content[] contents, int[] indexes) {
        this.contents = contents;
        this.indexes = indexes;
    }

    /** The same with all that is in files left out. */
    ClusterMap withoutFiles() {
        var kept = contents.clone();
        for (int i = 0; i < kept.length; i++) {
            if (kept[i] instanceof Content.OfFile) {
                kept[i] = null;
            }
        }
        return new ClusterMap(kept, Arrays.copyOf(indexes, indexes.length));
    }

    /** Lets the clusters of a chain show content, from its beginning on. */
    void put(int[] chain, Content content) {
        for (int i = 0; i < chain.length; i++) {
            contents[chain[i] - FatLayout.FIRST_CLUSTER] = content;
            indexes[chain[i] - FatLayout.FIRST_CLUSTER] = i;
        }
    }

    /** Lets a file's clusters show it, as far as it reaches. */
    void put(Volume.Placed file, FatLayout layout) {
        var entry = file.entry();
        if (!entry.directory()) {
            int count = (int) layout.clustersFor(entry.size());
            put(Arrays.copyOf(entry.chain(), count), new Content.OfFile(file.host(), entry.size()));
        }
    }

    /** The directories that it shows, each with its clusters in order. */
    Map<Content.OfDirectory, int[]> directories() {
        var counts = new IdentityHashMap<Content.OfDirectory, Integer>();
        for (var content : contents) {
            if (content instanceof Content.OfDirectory directory) {
                counts.merge(directory, 1, Integer::sum);
            }
        }
        var chains = new IdentityHashMap<Content.OfDirectory, int[]>();
        counts.forEach((directory, count) -> chains.put(directory, new int[count]));
        for (int i = 0; i < contents.length; i++) {
            if (contents[i] instanceof Content.OfDirectory directory) {
                var chain = chains.getOrDefault(directory, new int[0]);
                if (indexes[i] < chain.length) {
                    chain[indexes[i]] = i + FatLayout.FIRST_CLUSTER;
                }
            }
        }
        return chains;
    }

    Optional<Content> content(int cluster) {
        return Optional.ofNullable(contents[cluster - FatLayout.FIRST_CLUSTER]);
    }

    /** Which part of its content the cluster shows, counted in clusters. */
    int index(int cluster) {
        return indexes[cluster - FatLayout.FIRST_CLUSTER];
    }
}
