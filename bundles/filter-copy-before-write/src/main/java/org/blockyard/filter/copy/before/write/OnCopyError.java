package org.blockyard.filter.copy.before.write;

/** What becomes of a write whose old blocks can't be copied. */
public enum OnCopyError {
    /** It fails, and the moment stays whole. */
    BREAK_GUEST_WRITE,
    /** It is done, and the moment is lost. */
    BREAK_SNAPSHOT
}
