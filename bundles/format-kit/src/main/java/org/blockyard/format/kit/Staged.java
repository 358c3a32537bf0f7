package org.blockyard.format.kit;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Changes of tables on their way to the file. One of {@link #done} and {@link #failed} is called in
 * the end, under the disk's lock.
 */
@ConsumerType
public interface Staged {
    /** Nothing has changed. */
    Staged NOTHING = () -> {};

    /**
     * Writes what must be in the file before the tables are, such as how much of it is in use. It
     * is flushed together with the data.
     */
    default void writeAhead() throws IOException {}

    /**
     * Writes them, after the data that they name were flushed and before the file is flushed again.
     * What must not be in the file before other tables are is kept apart by a flush in between.
     */
    void write() throws IOException;

    /** Whether there is nothing to write. */
    default boolean isEmpty() {
        return this == NOTHING;
    }

    /** They are on stable storage. */
    default void done() {}

    /** They are not, or not surely: they have to be written again. */
    default void failed() {}
}
