package org.blockyard.format.qcow2.internal.layout;

/**
 * Where a compressed cluster lies (specification: compressed clusters descriptor).
 *
 * @param offset its first byte, at no particular alignment
 * @param length the bytes up to the end of its last sector; the packed data may end before
 */
public record CompressedDescriptor(long offset, int length) {
    private static final int SECTOR = 512;
    private static final long OFFSET_LIMIT = Geometry.MAX_OFFSET - 1;

    /** Reads the descriptor in an L2 entry. */
    public static CompressedDescriptor of(long entry, Geometry geometry) {
        int sectorShift = 62 - (geometry.clusterBits() - 8);
        long offset = entry & ((1L << sectorShift) - 1) & OFFSET_LIMIT;
        long sectors = ((entry >>> sectorShift) & ((1L << (62 - sectorShift)) - 1)) + 1;
        return new CompressedDescriptor(offset, (int) (sectors * SECTOR - (offset & (SECTOR - 1))));
    }

    /** The first cluster that it touches. */
    public long firstCluster(Geometry geometry) {
        return geometry.clusterOf(offset);
    }

    /** How many clusters it touches. */
    public int clusterCount(Geometry geometry) {
        return (int) (geometry.clusterOf(offset + length - 1) - firstCluster(geometry) + 1);
    }
}
