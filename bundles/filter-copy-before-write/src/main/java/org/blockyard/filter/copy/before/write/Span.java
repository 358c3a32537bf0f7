package org.blockyard.filter.copy.before.write;

/**
 * A range of bytes.
 *
 * @param start its first byte
 * @param end behind its last byte
 */
record Span(long start, long end) {
    static final Span NOTHING = new Span(0, 0);

    boolean meets(Span other) {
        return start < other.end && other.start < end;
    }

    /** Its beginning, no longer than so many bytes. */
    Span first(long most) {
        return new Span(start, Math.min(end, start + most));
    }

    /** What is left of it behind its beginning. */
    Span after(Span first) {
        return new Span(first.end, end);
    }

    long length() {
        return end - start;
    }
}
