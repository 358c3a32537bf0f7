package org.blockyard.format.kit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Ranges of a file, from low to high. */
interface Pieces {
    int count();

    long start(int index);

    long end(int index);

    /** Pieces of one size each; millions of them. */
    final class Equal implements Pieces {
        private static final int FEW = 1024;

        private final long size;
        private long[] starts = new long[FEW];
        private int count;

        Equal(long size) {
            this.size = size;
        }

        /** Adds one; {@link #sort} is called before anything is asked. */
        void add(long start) {
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, 2 * count);
            }
            starts[count++] = start;
        }

        void sort() {
            Arrays.sort(starts, 0, count);
        }

        long size() {
            return size;
        }

        /** Bytes of them all. */
        long total() {
            return count * size;
        }

        /** Which one begins there; a negative number if none does. */
        int indexOf(long start) {
            return Arrays.binarySearch(starts, 0, count, start);
        }

        @Override
        public int count() {
            return count;
        }

        @Override
        public long start(int index) {
            return starts[index];
        }

        @Override
        public long end(int index) {
            return starts[index] + size;
        }
    }

    /**
     * A piece of any size.
     *
     * @param from where it begins
     * @param to where it ends
     */
    record Range(long from, long to) {}

    /**
     * Pieces of any sizes.
     *
     * @param ranges from low to high, none touching another
     */
    record Various(List<Range> ranges) implements Pieces {
        /** Those that ranges make up, which may be in any order and overlap. */
        static Various of(List<Range> ranges) {
            var merged = new ArrayList<Range>();
            for (var next : ranges.stream().sorted(Comparator.comparing(Range::from)).toList()) {
                if (!merged.isEmpty() && next.from <= merged.getLast().to) {
                    var last = merged.removeLast();
                    merged.add(new Range(last.from, Math.max(last.to, next.to)));
                } else if (next.to > next.from) {
                    merged.add(next);
                }
            }
            return new Various(merged);
        }

        @Override
        public int count() {
            return ranges.size();
        }

        @Override
        public long start(int index) {
            return ranges.get(index).from;
        }

        @Override
        public long end(int index) {
            return ranges.get(index).to;
        }
    }
}
