package org.blockyard.format.qcow2;

import java.util.Optional;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.option.Qcow2Options;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** What the cache options come to. 0 means that the default is to be taken. */
record CacheSizes(long l2, int slice, long refcounts) {
    private static final int LEAST_REFCOUNT_CLUSTERS = 4;

    static CacheSizes of(Qcow2Options options, Geometry geometry) throws BlockException {
        var total = options.cacheSize();
        var l2 = options.l2CacheSize();
        var counts = options.refcountCacheSize();
        if (total.isPresent() && l2.isPresent() && counts.isPresent()) {
            throw wrong(
                    "cache-size, l2-cache-size and refcount-cache-size may not be set at the same"
                            + " time");
        }
        refuseLargerThan(total, "l2-cache-size", l2);
        refuseLargerThan(total, "refcount-cache-size", counts);
        int slice = options.l2CacheEntrySize().orElse(0);
        if (slice > geometry.clusterSize()) {
            throw wrong(
                    "L2 cache entry size must be a power of two between 512 and the cluster size"
                            + " (%d)".formatted(geometry.clusterSize()));
        }
        long least = (long) LEAST_REFCOUNT_CLUSTERS * geometry.clusterSize();
        if (total.isEmpty()) {
            return new CacheSizes(l2.orElse(0L), slice, counts.orElse(0L));
        }
        long forCounts =
                counts.orElse(
                        l2.isPresent() ? total.get() - l2.get() : Math.min(least, total.get()));
        return new CacheSizes(
                l2.orElse(Math.max(1, total.get() - forCounts)), slice, Math.max(1, forCounts));
    }

    private static void refuseLargerThan(Optional<Long> total, String name, Optional<Long> part)
            throws BlockException {
        if (total.isPresent() && part.orElse(0L) > total.get()) {
            throw wrong(name + " may not exceed cache-size");
        }
    }

    private static BlockException wrong(String what) {
        return new BlockException(ErrorKind.INVALID_OPTION, what);
    }
}
