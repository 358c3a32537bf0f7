package org.blockyard.io;

/**
 * What a caller wants of a write beyond its bytes. Immutable and interned: the same set is the same
 * object, so it costs nothing per request and may be compared by {@code ==}.
 */
public final class RequestFlags {
    private static final int FUA_BIT = 1;
    private static final int MAY_UNMAP_BIT = 2;
    private static final int NO_FALLBACK_BIT = 4;
    private static final int UNCHANGED_BIT = 8;
    private static final int COMPRESSED_BIT = 16;
    private static final RequestFlags[] ALL = new RequestFlags[32];

    static {
        for (int bits = 0; bits < ALL.length; bits++) {
            ALL[bits] = new RequestFlags(bits);
        }
    }

    /** No wish at all. */
    public static final RequestFlags NONE = ALL[0];

    /** The written bytes are on stable storage when the call returns (force unit access). */
    public static final RequestFlags FUA = ALL[FUA_BIT];

    /** Zeroes may be made by giving the space back. */
    public static final RequestFlags MAY_UNMAP = ALL[MAY_UNMAP_BIT];

    /** Zeroes only if that is quicker than writing them; else the call does nothing and says so. */
    public static final RequestFlags NO_FALLBACK = ALL[NO_FALLBACK_BIT];

    /**
     * The write does not change what the disk reads as (copy-on-read, mirror): WRITE_UNCHANGED
     * permission suffices.
     */
    public static final RequestFlags UNCHANGED = ALL[UNCHANGED_BIT];

    /**
     * The bytes are to be stored compressed. Given only to a node whose device is {@link
     * org.blockyard.driver.Compressing}; it fails with kind {@code UNSUPPORTED} elsewhere.
     */
    public static final RequestFlags COMPRESSED = ALL[COMPRESSED_BIT];

    private final int bits;

    private RequestFlags(int bits) {
        this.bits = bits;
    }

    /** These flags and those. */
    public RequestFlags with(RequestFlags more) {
        return ALL[bits | more.bits];
    }

    /** These flags but not those. */
    public RequestFlags without(RequestFlags fewer) {
        return ALL[bits & ~fewer.bits];
    }

    /** Whether all of those flags are among these. */
    public boolean has(RequestFlags wanted) {
        return (bits & wanted.bits) == wanted.bits;
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        append(text, FUA, "fua");
        append(text, MAY_UNMAP, "may-unmap");
        append(text, NO_FALLBACK, "no-fallback");
        append(text, UNCHANGED, "unchanged");
        append(text, COMPRESSED, "compressed");
        return text.isEmpty() ? "none" : text.toString();
    }

    private void append(StringBuilder text, RequestFlags flag, String name) {
        if (has(flag)) {
            text.append(text.isEmpty() ? "" : "+").append(name);
        }
    }
}
