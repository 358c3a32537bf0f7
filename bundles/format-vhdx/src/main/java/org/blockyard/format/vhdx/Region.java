package org.blockyard.format.vhdx;

/**
 * A part of the file.
 *
 * @param offset where it begins
 * @param length its bytes
 */
record Region(long offset, long length) {
    /** Regions and blocks lie at multiples of it. */
    static final long UNIT = 1 << 20;

    /** No file needs to be longer than the largest disk, twice. */
    static final long MOST_FILE = 1L << 47;

    /** The next multiple of the unit. */
    static long roundUp(long bytes) {
        return Math.ceilDiv(bytes, UNIT) * UNIT;
    }

    /** Whether it can be in any file. */
    boolean isSane() {
        return offset >= UNIT
                && length > 0
                && offset % UNIT == 0
                && length % UNIT == 0
                && offset <= MOST_FILE;
    }

    /** Whether it can be in a file so long, which may have been cut behind its beginning. */
    boolean isSaneIn(long fileLength) {
        return isSane() && offset < fileLength;
    }

    /** Why it can't be in a file so long. */
    String refusal(String what, long fileLength) {
        return "%s can't lie at %s: it must begin and end at whole MiB and begin in the file's %d bytes"
                .formatted(what, range(), fileLength);
    }

    /** Where it ends. */
    long end() {
        return offset + length;
    }

    /** Whether it has a byte in common with another. */
    boolean overlaps(Region other) {
        return offset < other.end() && other.offset < end();
    }

    /** As messages name it. */
    String range() {
        return offset + "-" + end();
    }
}
