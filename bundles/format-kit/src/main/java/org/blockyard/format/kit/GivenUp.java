package org.blockyard.format.kit;

import java.util.ArrayDeque;
import java.util.function.Predicate;

/**
 * Space of blocks that were mapped elsewhere, until it can be used again. Under the disk's lock.
 */
final class GivenUp {
    /** Space beyond so many pieces is lost until the image is checked. */
    static final int MOST = 1 << 16;

    /** A piece, and the epoch in which it was given up. */
    record Piece(Place.Data place, long epoch) {}

    private final ArrayDeque<Piece> waiting = new ArrayDeque<>();
    private int durable;

    void add(Place.Data place, long epoch) {
        if (waiting.size() < MOST) {
            waiting.add(new Piece(place, epoch));
        }
    }

    /** How many there are; those that are given up from now on come behind them. */
    int size() {
        return waiting.size();
    }

    /** The first so many are named by nothing on stable storage. */
    void durable(int count) {
        durable = Math.max(durable, count);
    }

    /** Forgets them all: the format knows by other means what is free. */
    void clear() {
        waiting.clear();
        durable = 0;
    }

    /** Takes out the first piece that nothing names and nobody uses; none is null. */
    @org.jspecify.annotations.Nullable
    Piece poll(Predicate<Piece> unused) {
        if (durable == 0 || !unused.test(waiting.element())) {
            return null;
        }
        durable--;
        return waiting.remove();
    }
}
