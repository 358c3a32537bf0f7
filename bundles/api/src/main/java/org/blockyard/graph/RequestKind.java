package org.blockyard.graph;

/**
 * The kinds of requests that a node counts.
 *
 * @since 1.1
 */
public enum RequestKind {
    /** Reads, from mapped memory too. */
    READ,
    /** Writes of data. */
    WRITE,
    /** Writes of zeroes without data. */
    ZEROES,
    /** Discards. */
    DISCARD,
    /** Flushes. */
    FLUSH;

    /** The name in figures. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
