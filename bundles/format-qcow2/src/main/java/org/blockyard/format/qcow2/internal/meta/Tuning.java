package org.blockyard.format.qcow2.internal.meta;

import java.util.Set;
import org.blockyard.format.qcow2.internal.layout.Geometry;

/**
 * How much memory metadata may take and how they are kept.
 *
 * @param writable whether the image may be written
 * @param l2CacheSize bytes for L2 slices; 0 for what the disk needs, up to 32 MiB
 * @param l2SliceSize bytes of a slice; 0 for 4 KiB or the cluster if that is smaller
 * @param refcountBytes bytes for refcount pages; 0 for a quarter of the L2 cache
 * @param lazyRefcounts whether counts may be written late, with the image marked dirty meanwhile
 * @param guarded the kinds of metadata from which writes are kept
 */
public record Tuning(
        boolean writable,
        long l2CacheSize,
        int l2SliceSize,
        long refcountBytes,
        boolean lazyRefcounts,
        Set<Area> guarded) {
    private static final int DEFAULT_SLICE = 4096;
    private static final long DEFAULT_CACHE = 32 << 20;

    /** Defaults for reading, or for writing. */
    public static Tuning defaults(boolean writable) {
        return new Tuning(writable, 0, 0, 0, false, Area.template("cached").orElseThrow());
    }

    int sliceBytes(Geometry geometry) {
        return Math.min(geometry.clusterSize(), l2SliceSize == 0 ? DEFAULT_SLICE : l2SliceSize);
    }

    long l2Slices(Geometry geometry, long diskSize) {
        int bytes = sliceBytes(geometry);
        long whole =
                (geometry.clustersFor(diskSize) * (1 << geometry.l2EntryBits()) + bytes - 1) / bytes
                        + 1;
        return Math.max(
                16,
                l2CacheSize != 0
                        ? l2CacheSize / bytes
                        : Math.min(whole * 2, DEFAULT_CACHE / bytes));
    }

    long refcountCacheSize(Geometry geometry) {
        return refcountBytes != 0
                ? refcountBytes
                : Math.max(4L * geometry.clusterSize(), DEFAULT_CACHE / 8);
    }
}
