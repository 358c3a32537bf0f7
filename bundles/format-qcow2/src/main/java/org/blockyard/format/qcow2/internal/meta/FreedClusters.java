package org.blockyard.format.qcow2.internal.meta;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.blockyard.format.kit.Epochs;
import org.jspecify.annotations.Nullable;

/**
 * Clusters that the mapping in memory does not name any more. They stay counted until the disk does
 * not name them either and no request that might know them is left; only then are they free. Under
 * the metadata lock.
 */
final class FreedClusters {
    private static final long PUNCH = 1L << 62;

    /** Runs of clusters that were freed between two commits. */
    static final class Batch {
        private long[] runs = new long[16];
        private int size;
        private long epoch;

        void add(long first, long count, boolean punch) {
            long flag = punch ? PUNCH : 0;
            if (size > 0
                    && runs[size - 2] + count(size - 2) == first
                    && (runs[size - 1] & PUNCH) == flag) {
                runs[size - 1] += count;
                return;
            }
            if (size == runs.length) {
                runs = Arrays.copyOf(runs, size * 2);
            }
            runs[size++] = first;
            runs[size++] = count | flag;
        }

        private long count(int at) {
            return runs[at + 1] & ~PUNCH;
        }

        /** Shows each run. */
        <X extends Exception> void forEach(Visitor<X> visitor) throws X {
            for (int at = 0; at < size; at += 2) {
                visitor.run(runs[at], count(at), (runs[at + 1] & PUNCH) != 0);
            }
        }
    }

    /** Takes a run. */
    interface Visitor<X extends Exception> {
        /** A run of clusters, and whether the file is to be told that they are not needed. */
        void run(long first, long count, boolean punch) throws X;
    }

    private final ArrayDeque<Batch> waiting = new ArrayDeque<>();
    private Batch pending = new Batch();

    void add(long first, long count, boolean punch) {
        pending.add(first, count, punch);
    }

    /** Runs that wait for a commit. */
    int pendingRuns() {
        return pending.size / 2;
    }

    /** Whether anything is not yet free. */
    boolean isEmpty() {
        return pending.size == 0 && waiting.isEmpty();
    }

    /** What was freed since the last call. */
    Batch takePending() {
        var taken = pending;
        pending = new Batch();
        return taken;
    }

    /** A batch that no table on disk names any more. */
    void committed(Batch batch, long epoch) {
        if (batch.size > 0) {
            batch.epoch = epoch;
            waiting.add(batch);
        }
    }

    /** A batch whose commit failed. */
    void failed(Batch batch) {
        batch.forEach(pending::add);
    }

    /** The next batch that is free, if there is one. */
    @Nullable Batch pollFree(Epochs epochs) {
        var oldest = waiting.peek();
        return oldest != null && epochs.isOver(oldest.epoch) ? waiting.poll() : null;
    }
}
