package org.blockyard.job.kit;

/**
 * A range of a disk to be copied.
 *
 * @param offset where it begins
 * @param length its bytes, at least 1
 * @param cost how many bytes count against the job's speed: none where nothing is moved
 */
public record Range(long offset, long length, long cost) {
    /** A range of data. */
    public static Range data(long offset, long length) {
        return new Range(offset, length, length);
    }

    /** A range that costs nothing to copy. */
    public static Range free(long offset, long length) {
        return new Range(offset, length, 0);
    }

    /** Where it ends. */
    public long end() {
        return offset + length;
    }
}
