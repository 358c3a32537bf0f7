package org.blockyard.authz;

import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.io.BlockException;
import org.blockyard.object.Configurable;

/**
 * An object that is its properties, of which any go together.
 *
 * @param <O> their record
 */
abstract class Changeable<O extends Record> implements Configurable<O> {
    private final ReentrantLock changing = new ReentrantLock();
    private volatile O properties;

    Changeable(O properties) {
        this.properties = properties;
    }

    @Override
    public final O properties() {
        return properties;
    }

    @Override
    public final void change(Change<O> change) throws BlockException {
        changing.lock();
        try {
            properties = change.of(properties);
        } finally {
            changing.unlock();
        }
    }
}
