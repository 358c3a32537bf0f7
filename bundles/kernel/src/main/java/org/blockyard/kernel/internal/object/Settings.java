package org.blockyard.kernel.internal.object;

import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.object.Configurable;

/**
 * An object that is nothing but its properties.
 *
 * @param <O> their record
 */
abstract class Settings<O extends Record> implements Configurable<O> {
    private final ReentrantLock changing = new ReentrantLock();
    private volatile O properties;

    Settings(O properties) throws BlockException {
        check(properties);
        this.properties = properties;
    }

    /** Refuses properties that do not go together. */
    abstract void check(O next) throws BlockException;

    /** Takes properties into use that replace others. */
    void changed(O now) {}

    @Override
    public final O properties() {
        return properties;
    }

    @Override
    public final void change(Change<O> change) throws BlockException {
        changing.lock();
        try {
            var next = change.of(properties);
            check(next);
            properties = next;
            changed(next);
        } finally {
            changing.unlock();
        }
    }

    /** Refuses a number below zero. */
    static void requireWhole(String name, long value) throws BlockException {
        if (value < 0) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    name + " value must be in range [0, " + Long.MAX_VALUE + "]");
        }
    }

    /** Refuses bounds of a thread pool that no pool could keep. */
    static void checkThreadPool(long least, long most) throws BlockException {
        if (most == 0 || least > most) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, "bad thread-pool-min/thread-pool-max values");
        }
    }
}
