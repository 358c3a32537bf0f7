package org.blockyard.format.kit;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongUnaryOperator;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** Gives out what is free between pieces of a file that are in use, from low to high. */
final class Gaps {
    private final List<Pieces> used;
    private final int[] passed;
    private long start;
    private long end;

    Gaps(List<Pieces> used) {
        this.used = used;
        this.passed = new int[used.size()];
    }

    /** Refuses pieces that overlap. */
    static void requireApart(List<Pieces> used) throws BlockException {
        var gaps = new Gaps(used);
        boolean more = true;
        while (more) {
            more = gaps.next();
        }
    }

    /**
     * Takes the lowest free bytes; none if no gap has so many.
     *
     * @param place where they may begin in free space that begins at an offset
     */
    OptionalLong take(long size, LongUnaryOperator place) throws BlockException {
        do {
            long from = place.applyAsLong(start);
            if (from + size <= end) {
                start = from + size;
                return OptionalLong.of(from);
            }
        } while (next());
        return OptionalLong.empty();
    }

    /** Goes on to the next gap, if there is one between pieces. */
    private boolean next() throws BlockException {
        for (start = end; ; ) {
            int lowest = lowest();
            if (lowest < 0) {
                return false;
            }
            var pieces = used.get(lowest);
            long from = pieces.start(passed[lowest]);
            if (from > start) {
                end = from;
                return true;
            }
            if (from < start) {
                throw new BlockException(
                                ErrorKind.CORRUPT,
                                "what lies at %d in the image overlaps something else"
                                        .formatted(from))
                        .hint("check and repair the image first");
            }
            start = pieces.end(passed[lowest]++);
        }
    }

    /** Which pieces have the one that comes next, or a negative number. */
    private int lowest() {
        int lowest = -1;
        for (int i = 0; i < passed.length; i++) {
            if (passed[i] < used.get(i).count()
                    && (lowest < 0
                            || used.get(i).start(passed[i])
                                    < used.get(lowest).start(passed[lowest]))) {
                lowest = i;
            }
        }
        return lowest;
    }
}
