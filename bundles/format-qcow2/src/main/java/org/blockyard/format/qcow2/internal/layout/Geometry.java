package org.blockyard.format.qcow2.internal.layout;

/**
 * The sizes that follow from an image's cluster and reference count widths.
 *
 * @param version 2 or 3
 * @param clusterBits a cluster has {@code 1 << clusterBits} bytes
 * @param refcountOrder a reference count has {@code 1 << refcountOrder} bits
 * @param extended whether L2 entries have 128 bits, half of them for subclusters
 */
public record Geometry(int version, int clusterBits, int refcountOrder, boolean extended) {
    /** Subclusters of a cluster, as the logarithm of their number. */
    public static final int SUBCLUSTER_BITS = 5;

    /** Clusters with subclusters have at least this many bits of offset: 16 KiB. */
    public static final int MIN_EXTENDED_BITS = 14;

    /** Clusters have at least this many bits of offset: 512 bytes. */
    public static final int MIN_CLUSTER_BITS = 9;

    /** And at most these: 2 MiB. */
    public static final int MAX_CLUSTER_BITS = 21;

    /** The widest reference count: 64 bits. */
    public static final int MAX_REFCOUNT_ORDER = 6;

    /** No cluster lies at or beyond this offset. */
    public static final long MAX_OFFSET = 1L << 56;

    /** The largest L1 table that is accepted, in bytes. */
    public static final int MAX_L1_BYTES = 32 << 20;

    /** The largest refcount table that is accepted, in bytes. */
    public static final int MAX_REFCOUNT_TABLE_BYTES = 8 << 20;

    /** Bytes of a cluster. */
    public int clusterSize() {
        return 1 << clusterBits;
    }

    /** The bits of an offset that lie within a cluster. */
    public long clusterMask() {
        return clusterSize() - 1L;
    }

    /** The cluster in which a byte lies. */
    public long clusterOf(long offset) {
        return offset >>> clusterBits;
    }

    /** Where a byte lies in its cluster. */
    public int inCluster(long offset) {
        return (int) (offset & clusterMask());
    }

    /** The first byte of a cluster. */
    public long offsetOf(long cluster) {
        return cluster << clusterBits;
    }

    /** How many clusters hold so many bytes. */
    public long clustersFor(long bytes) {
        return (bytes >>> clusterBits) + ((bytes & clusterMask()) != 0 ? 1 : 0);
    }

    /** Rounds up to whole clusters; for lengths well below 2^63. */
    public long roundUp(long bytes) {
        return clustersFor(bytes) << clusterBits;
    }

    /** Whether an offset is one of a cluster's first byte. */
    public boolean aligned(long offset) {
        return (offset & clusterMask()) == 0;
    }

    /** The logarithm of {@link #l2Entries}. */
    public int l2Bits() {
        return clusterBits - l2EntryBits();
    }

    /** The logarithm of the bytes of an L2 entry. */
    public int l2EntryBits() {
        return extended ? 4 : 3;
    }

    /** The logarithm of the bytes that the mapping tells apart: a subcluster, or a cluster. */
    public int unitBits() {
        return extended ? clusterBits - SUBCLUSTER_BITS : clusterBits;
    }

    /** Bytes of a unit. */
    public int unitSize() {
        return 1 << unitBits();
    }

    /** The unit in which a byte lies. */
    public long unitOf(long offset) {
        return offset >>> unitBits();
    }

    /** Where a byte lies in its unit. */
    public int inUnit(long offset) {
        return (int) (offset & unitSize() - 1L);
    }

    /** The cluster that a unit belongs to. */
    public long clusterOfUnit(long unit) {
        return unit >>> clusterBits - unitBits();
    }

    /** Which unit of its cluster it is. */
    public int indexInCluster(long unit) {
        return (int) (unit & (1L << clusterBits - unitBits()) - 1);
    }

    /** Entries of an L2 table. */
    public int l2Entries() {
        return 1 << l2Bits();
    }

    /** L1 entries for a disk of so many bytes. */
    public long l1EntriesFor(long size) {
        return (clustersFor(size) + l2Entries() - 1) >>> l2Bits();
    }

    /** Bits of a reference count. */
    public int refcountBits() {
        return 1 << refcountOrder;
    }

    /** The largest reference count. */
    public long maxRefcount() {
        return refcountOrder == MAX_REFCOUNT_ORDER ? Long.MAX_VALUE : (1L << refcountBits()) - 1;
    }

    /** How many refcount blocks count so many clusters in a row and, before them, themselves. */
    public long refcountBlocksFor(long clusters) {
        long blocks = 1;
        while (blocks << refcountBlockBits() < clusters + blocks) {
            blocks++;
        }
        return blocks;
    }

    /** The logarithm of {@link #refcountsPerBlock}. */
    public int refcountBlockBits() {
        return clusterBits + 3 - refcountOrder;
    }

    /** How many clusters a refcount block counts. */
    public int refcountsPerBlock() {
        return 1 << refcountBlockBits();
    }
}
