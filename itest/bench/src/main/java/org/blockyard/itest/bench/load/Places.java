package org.blockyard.itest.bench.load;

import java.util.SplittableRandom;

/** Where requests go. */
sealed interface Places {
    /** What {@link #next} returns when there are no more. */
    long NONE = -1;

    /** The index of the next place. */
    long next();

    /** Any of so many places, without end. */
    record Anywhere(SplittableRandom random, long count) implements Places {
        @Override
        public long next() {
            return random.nextLong(count);
        }
    }

    /**
     * Each of so many places once, in an order that no read-ahead understands. Several takers share
     * the places: each has an index of its own and takes every so-manieth.
     */
    final class EachOnce implements Places {
        /** Odd, so that multiplying by it modulo a power of two loses nothing. */
        private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

        private final long count;
        private final int takers;
        private final long mask;
        private final int half;
        private long next;

        EachOnce(long count, int taker, int takers) {
            this.count = count;
            this.takers = takers;
            this.next = taker;
            int bits = 64 - Long.numberOfLeadingZeros(Math.max(1, count - 1));
            mask = (1L << bits) - 1;
            half = (bits + 1) / 2;
        }

        @Override
        public long next() {
            if (next >= count) {
                return NONE;
            }
            long place = next;
            next += takers;
            // a step of a permutation of more numbers than there are places: walk on to one of them
            do {
                place = permute(place);
            } while (place >= count);
            return place;
        }

        private long permute(long number) {
            long mixed = number * MULTIPLIER & mask;
            mixed ^= mixed >>> half;
            mixed = mixed * MULTIPLIER & mask;
            return mixed ^ mixed >>> half;
        }
    }
}
