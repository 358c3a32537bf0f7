package org.blockyard.bitmap;

/**
 * A run of bytes that are all dirty.
 *
 * @param offset where it begins
 * @param length its bytes, at least 1
 */
public record DirtyRun(long offset, long length) {
    /** Where it ends. */
    public long end() {
        return offset + length;
    }
}
