package org.blockyard.io;

/**
 * Where in memory bytes of a file are best placed. Systems copy pages several times slower where
 * the copy's target lies 1 to 31 bytes behind its source, modulo a page; data behind a header of 16
 * or 20 bytes get there. Positions count from a page's start, as they do in a buffer that a {@link
 * BufferPool} lends: what begins there, and at a sector of the file, needs no gap.
 */
public final class Placement {
    /** The largest gap that is ever left. */
    public static final int MOST_GAP = 31;

    private static final int PAGE_MASK = 4095;

    private Placement() {}

    /** How many bytes to leave free at a position before bytes that are read from a file. */
    public static int gapForRead(long position, long fileOffset) {
        int behind = (int) (position - fileOffset) & PAGE_MASK;
        return behind >= 1 && behind <= MOST_GAP ? MOST_GAP + 1 - behind : 0;
    }
}
