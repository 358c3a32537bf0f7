package org.blockyard.format.dmg;

/**
 * A run of the disk's bytes that is stored in one way.
 *
 * @param start where it begins on the disk
 * @param length how many bytes of the disk it is
 * @param kind how they are stored
 * @param offset where they are in the file
 * @param stored how many bytes they take there
 */
record Chunk(long start, long length, ChunkKind kind, long offset, long stored) {
    /** The most bytes, packed and unpacked, of a chunk that is packed. */
    static final int MOST_PACKED = 64 << 20;

    long end() {
        return start + length;
    }
}
