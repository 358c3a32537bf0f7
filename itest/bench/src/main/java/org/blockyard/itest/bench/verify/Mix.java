package org.blockyard.itest.bench.verify;

import java.util.List;

/**
 * What a load asks for.
 *
 * @param connections how many connections there are
 * @param depth how many requests each of them has in flight
 * @param reads how many of a hundred requests read; what is left over writes
 * @param zeroes how many of a hundred requests write zeroes
 * @param trims how many of a hundred requests trim
 * @param fua how many of a hundred requests that change something ask to be lasting
 * @param blocks how many blocks requests have, each of these as often as the others
 * @param flushEvery after how many requests there is a flush
 * @param leaveEvery after how many requests a connection ends and another begins; 0 for never
 */
public record Mix(
        int connections,
        int depth,
        int reads,
        int zeroes,
        int trims,
        int fua,
        List<Integer> blocks,
        int flushEvery,
        int leaveEvery) {
    /** Mostly 4 KiB, a quarter of 64 KiB. */
    private static final List<Integer> SMALL = List.of(1, 1, 1, 16);

    /** From 4 KiB to 1 MiB: half of the requests are small, half of the bytes are in large ones. */
    private static final List<Integer> ALL =
            List.of(1, 1, 1, 1, 1, 1, 1, 2, 3, 7, 16, 16, 31, 64, 128, 256);

    /** Depth 32, 70 percent reads, a quarter of 64 KiB. */
    public static final Mix USUAL = new Mix(1, 32, 70, 0, 0, 0, SMALL, 2000, 0);

    /** The same with flushes often enough to say something after a crash. */
    public static final Mix FLUSHING = new Mix(1, 32, 50, 0, 0, 0, SMALL, 100, 0);

    /** Whatever a client can ask for, and clients that come and go. */
    public static Mix everything(int connections, int depth) {
        return new Mix(connections, depth, 55, 6, 5, 2, ALL, 1000, 20_000);
    }

    /** The same with other connections that stay, and with another depth. */
    public Mix with(int otherConnections, int otherDepth) {
        return new Mix(
                otherConnections,
                otherDepth,
                reads,
                zeroes,
                trims,
                fua,
                blocks,
                flushEvery,
                leaveEvery);
    }

    /** The most blocks that a request has. */
    int mostBlocks() {
        return blocks.stream().mapToInt(Integer::intValue).max().orElseThrow();
    }
}
