package org.blockyard.format.qcow2.internal.data;

/**
 * Guest clusters that one write is giving a new place. Others that want to change them wait until
 * it has ended.
 *
 * @param first the first guest cluster
 * @param host where the new place begins
 * @param untouched whether the new place reads as zeroes
 * @param fresh whether the new place was taken for this; else it is kept space of a zero cluster
 * @param old what the mapping said of each cluster
 * @param bits what it said of each cluster's subclusters
 */
record Claim(long first, long host, boolean untouched, boolean fresh, long[] old, long[] bits) {
    int count() {
        return old.length;
    }

    long end() {
        return first + old.length;
    }

    boolean overlaps(long from, long to) {
        return from < end() && first < to;
    }
}
