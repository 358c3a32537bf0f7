package org.blockyard.itest.bench.stall;

/**
 * Requests of one kind, of which so many are always in flight.
 *
 * @param kind what they do
 * @param bytes of each
 * @param depth how many are in flight
 * @param area where they go
 * @param order in which order
 */
record Stream(Kind kind, int bytes, int depth, Area area, Order order) {
    /** What requests do, with the number by which the protocol knows it. */
    enum Kind {
        READ(0),
        WRITE(1),
        FLUSH(3);

        private final int command;

        Kind(int command) {
            this.command = command;
        }

        int command() {
            return command;
        }
    }

    /** Where requests go, one after the other. */
    enum Order {
        /** Anywhere, again and again. */
        RANDOM,
        /** To each place once, in an order that no read-ahead understands. */
        ONCE,
        /** From the beginning to the end, once. */
        SEQUENTIAL
    }

    /** An odd number by which places are strewn. */
    private static final long STRIDE = 0x9E3779B97F4A7C15L >>> 1 | 1;

    static Stream reads(int bytes, int depth, Area area, Order order) {
        return new Stream(Kind.READ, bytes, depth, area, order);
    }

    static Stream writes(int bytes, int depth, Area area) {
        return new Stream(Kind.WRITE, bytes, depth, area, Order.RANDOM);
    }

    static Stream flushes() {
        return new Stream(Kind.FLUSH, 0, 1, new Area(0, 0), Order.RANDOM);
    }

    /** Whether there is no place for the request of that number. */
    boolean endsBefore(long number) {
        return kind != Kind.FLUSH && order != Order.RANDOM && number >= area.places(bytes);
    }

    /**
     * Where the request of a number goes.
     *
     * @param chance any number
     */
    long offset(long number, long chance) {
        if (kind == Kind.FLUSH) {
            return 0;
        }
        long places = area.places(bytes);
        long place =
                switch (order) {
                    case RANDOM -> Long.remainderUnsigned(chance, places);
                    case ONCE -> strewn(number, places);
                    case SEQUENTIAL -> number;
                };
        return area.from() + place * bytes;
    }

    /** A permutation of the places, which must be a power of two. */
    private static long strewn(long number, long places) {
        int bits = Long.numberOfTrailingZeros(places);
        long mixed = number * STRIDE & places - 1;
        mixed ^= mixed >>> (bits + 1) / 2;
        return mixed * STRIDE & places - 1;
    }
}
