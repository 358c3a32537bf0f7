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

    /** A place that is what it is for as long as its device is open. */
    static LentPlace of(FilePlace place) {
        return of(place, () -> {});
    }

    /** A place, and what is to be done when it is given back; done once. */
    static LentPlace of(FilePlace place, Runnable end) {
        return new LentPlaceWithEnd(place, end);
    }
}
