package org.blockyard.format.kit;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.blockyard.io.MappedRead;

/** Mapped bytes that keep their request's bracket open until they are given back. */
public final class BracketedMap implements MappedRead {
    private final MappedRead inner;
    private final Epochs epochs;
    private final int slot;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** What is lent, and the bracket that ends with it. */
    public BracketedMap(MappedRead inner, Epochs epochs, int slot) {
        this.inner = inner;
        this.epochs = epochs;
        this.slot = slot;
    }

    @Override
    public ByteBuffer bytes() {
        return inner.bytes();
    }

    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            inner.close();
            epochs.leave(slot);
        }
    }
}
