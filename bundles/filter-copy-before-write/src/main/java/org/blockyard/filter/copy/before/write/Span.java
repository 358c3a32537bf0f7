package org.blockyard.filter.copy.before.write;

/**
 * A range of bytes.
 *
 * @param start its first byte
 * @param end behind its last byte
 */
record Span(long start, long end) {
    boolean meets(Span other) {
        return start < other.end && other.start < end;
    }

    long length() {
        return end - start;
    }
}
