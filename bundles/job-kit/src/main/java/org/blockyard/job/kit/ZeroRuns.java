package org.blockyard.job.kit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Parts bytes into runs of zeroes and of others, in whole blocks of a disk. */
final class ZeroRuns {
    /**
     * A run.
     *
     * @param from where it begins in the buffer
     * @param to where it ends
     * @param zero whether all of it is zero
     */
    record Run(int from, int to, boolean zero) {}

    private ZeroRuns() {}

    /**
     * The runs of the bytes from 0 to the limit.
     *
     * @param offset where the first byte lies on the disk
     * @param grain the block's length
     */
    static List<Run> of(ByteBuffer bytes, long offset, int grain) {
        var runs = new ArrayList<Run>();
        int limit = bytes.limit();
        int from = 0;
        int to = Math.min(limit, (int) (grain - offset % grain));
        while (from < limit) {
            boolean zero = allZero(bytes, from, to);
            if (!runs.isEmpty() && runs.getLast().zero() == zero) {
                from = runs.removeLast().from();
            }
            runs.add(new Run(from, to, zero));
            from = to;
            to = Math.min(limit, to + grain);
        }
        return runs;
    }

    private static boolean allZero(ByteBuffer bytes, int from, int to) {
        if (bytes.get(from) != 0) {
            return false;
        }
        // each byte equals the one behind it, and the first is zero
        int rest = to - from - 1;
        return bytes.slice(from, rest).mismatch(bytes.slice(from + 1, rest)) < 0;
    }
}
