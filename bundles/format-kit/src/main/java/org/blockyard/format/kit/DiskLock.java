package org.blockyard.format.kit;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.io.RangeLock;

/**
 * What keeps changes of a disk's tables in order: one change of the tables at a time, and one
 * request at a time that gives a block its first data or takes them away.
 */
final class DiskLock {
    private final ReentrantLock tables = new ReentrantLock();
    private final RangeLock blocks = new RangeLock();
    private final Epochs epochs = new Epochs();
    private final GivenUp givenUp = new GivenUp();

    ReentrantLock tables() {
        return tables;
    }

    /** By blocks, not bytes. */
    RangeLock blocks() {
        return blocks;
    }

    Epochs epochs() {
        return epochs;
    }

    GivenUp givenUp() {
        return givenUp;
    }

    /** Remembers the space that a block had, to be used again. Under the tables' lock. */
    void giveUp(Place old) {
        switch (old) {
            case Place.Data data -> givenUp.add(data, epochs.now());
            case Place.Partial partial -> givenUp.add(partial.data(), epochs.now());
            case Place.Zero zero -> zero.kept().ifPresent(kept -> givenUp.add(kept, epochs.now()));
            case Place.Absent none -> {}
            case Place.Packed packed -> {}
            case Place.Unknown unknown -> {}
        }
    }

    /**
     * Gives space back to the format that nothing names and nobody uses. Under the tables' lock.
     */
    void reclaim(WritableMap map) throws IOException {
        for (var piece = next(); piece != null; piece = next()) {
            map.reclaim(piece.place());
        }
    }

    private GivenUp.@org.jspecify.annotations.Nullable Piece next() {
        return givenUp.poll(piece -> epochs.isOver(piece.epoch()));
    }
}
