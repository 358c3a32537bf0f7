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

    /** Where compressed clusters can't begin any more: the descriptor has no more bits. */
    public static long offsetLimit(Geometry geometry) {
        return Math.min(Geometry.MAX_OFFSET, 1L << (62 - (geometry.clusterBits() - 8)));
    }

    /** The L2 entry of packed data of so many bytes. */
    public static long entry(long offset, int packed, Geometry geometry) {
        long moreSectors = (offset + packed - 1) / SECTOR - offset / SECTOR;
        return L2Entry.COMPRESSED | moreSectors << (62 - (geometry.clusterBits() - 8)) | offset;
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
