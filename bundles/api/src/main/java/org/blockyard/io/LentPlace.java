package org.blockyard.io;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A place that holds the bytes of a disk until {@link #close}: what would move or free them waits
 * for it, a switch of drivers too, so hold it only while copying. A write to them is not kept off.
 */
@ConsumerType
public interface LentPlace extends AutoCloseable {
    /** The place; to be used only until it is given back. */
    FilePlace place();

    /** Gives the place back. Idempotent, never fails. */
    @Override
    void close();

    /**
     * Gives the place back without having had its bytes, so that no read is counted. After {@link
     * #close} it does nothing, as {@link #close} does after it. Never fails.
     */
    default void giveUp() {
        close();
    }

    /** A place that is what it is for as long as its device is open. */
    static LentPlace of(FilePlace place) {
        return of(place, () -> {});
    }

    /** A place, and what is to be done when it is given back; done once. */
    static LentPlace of(FilePlace place, Runnable end) {
        return new LentPlaceWithEnd(place, end, end);
    }

    /**
     * A place that is lent on: some of what {@code inner} lends, which is given back with it, and
     * what is to be done then; done once.
     */
    static LentPlace within(LentPlace inner, FilePlace place, Runnable end) {
        return new LentPlaceWithEnd(
                place,
                () -> {
                    inner.close();
                    end.run();
                },
                () -> {
                    inner.giveUp();
                    end.run();
                });
    }
}
