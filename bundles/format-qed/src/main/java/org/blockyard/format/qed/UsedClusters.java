package org.blockyard.format.qed;

/** Which clusters of a part of a file were seen; the part is bounded, however long the file is. */
final class UsedClusters {
    /** Clusters of one part: 16 MiB of bits. */
    static final long PART = 1L << 27;

    private final long first;
    private final long[] bits;
    private long count;

    /** The part that begins with a cluster, in a file of so many. */
    UsedClusters(long first, long clusters) {
        this.first = first;
        this.bits =
                new long[(int) ((Math.min(PART, clusters - first) + Long.SIZE - 1) / Long.SIZE)];
    }

    /** Whether a cluster was seen before; now it was. Clusters of other parts never were. */
    boolean seen(long cluster) {
        long index = cluster - first;
        if (index < 0 || index >= (long) bits.length * Long.SIZE) {
            return false;
        }
        long bit = 1L << index;
        int word = (int) (index / Long.SIZE);
        boolean before = (bits[word] & bit) != 0;
        bits[word] |= bit;
        count += before ? 0 : 1;
        return before;
    }

    /** How many clusters were seen. */
    long count() {
        return count;
    }
}
