package org.blockyard.io;

import java.util.concurrent.atomic.AtomicBoolean;

/** A place that ends once. */
final class LentPlaceWithEnd implements LentPlace {
    private final FilePlace place;
    private final Runnable end;
    private final Runnable givenUp;
    private final AtomicBoolean closed = new AtomicBoolean();

    LentPlaceWithEnd(FilePlace place, Runnable end, Runnable givenUp) {
        this.place = place;
        this.end = end;
        this.givenUp = givenUp;
    }

    @Override
    public FilePlace place() {
        return place;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            end.run();
        }
    }

    @Override
    public void giveUp() {
        if (closed.compareAndSet(false, true)) {
            givenUp.run();
        }
    }
}
