package org.blockyard.itest.bench.verify;

/**
 * What a load asks for.
 *
 * @param depth how many requests are in flight
 * @param readPercent how many of a hundred requests read; the others write
 * @param largePercent how many of a hundred requests have 64 KiB; the others have 4 KiB
 * @param flushEvery after how many requests there is a flush
 */
public record Mix(int depth, int readPercent, int largePercent, int flushEvery) {
    /** Blocks of a large request. */
    static final int LARGE = 16;

    /** Depth 32, 70 percent reads, a quarter of 64 KiB. */
    public static final Mix USUAL = new Mix(32, 70, 25, 2000);

    /** The same with flushes often enough to say something after a crash. */
    public static final Mix FLUSHING = new Mix(32, 50, 25, 100);
}
