package org.blockyard.object;

import org.blockyard.io.BlockException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An object whose properties can also be set while it is there, by {@code qom-set}. Called by any
 * thread.
 *
 * @param <O> the record of its properties, the one of its type
 * @since 1.1
 */
@ConsumerType
public interface Configurable<O extends Record> extends Inspectable<O> {
    /**
     * Replaces the properties by what the change makes of them, whole or not at all, and takes them
     * into use. No two changes of one object overlap.
     *
     * @throws BlockException if they do not fit; what was there stays
     */
    void change(Change<O> change) throws BlockException;

    /**
     * Makes properties of others.
     *
     * @param <O> their record
     */
    @FunctionalInterface
    interface Change<O extends Record> {
        /** What becomes of the properties that are there. */
        O of(O properties) throws BlockException;
    }
}
