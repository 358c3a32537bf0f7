package org.blockyard.kernel.internal.path;

import java.util.concurrent.atomic.AtomicBoolean;

/** Tells, once, of the first write that ends beyond an offset. */
public final class WriteThreshold implements WriteObserver {
    private final long threshold;
    private final Listener listener;
    private final AtomicBoolean told = new AtomicBoolean();

    /** Is told of the write. */
    @FunctionalInterface
    public interface Listener {
        /** Is told by how much the write ends beyond the threshold. */
        void exceeded(WriteThreshold threshold, long amount);
    }

    /** A threshold at an offset. */
    public WriteThreshold(long threshold, Listener listener) {
        this.threshold = threshold;
        this.listener = listener;
    }

    /** The offset. */
    public long threshold() {
        return threshold;
    }

    @Override
    public void written(long offset, long length) {
        long amount = offset + length - threshold;
        if (amount > 0 && told.compareAndSet(false, true)) {
            listener.exceeded(this, amount);
        }
    }
}
