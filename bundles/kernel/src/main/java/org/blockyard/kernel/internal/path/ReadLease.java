package org.blockyard.kernel.internal.path;

import java.util.concurrent.atomic.AtomicBoolean;
import org.blockyard.io.FilePlace;
import org.blockyard.io.LentPlace;

/**
 * A place at which a reader reads by himself. The request that asked for it stays in flight until
 * it comes back, and is counted then, with the time that the reader took.
 */
final class ReadLease implements LentPlace {
    private final NodeGate gate;
    private final RequestCounters counters;
    private final LentPlace inner;
    private final FilePlace place;
    private final long started = System.nanoTime();
    private final AtomicBoolean over = new AtomicBoolean();

    /** Goes on with a request of so many bytes, of this thread, that has passed the gate. */
    ReadLease(NodeGate gate, RequestCounters counters, LentPlace inner, int length) {
        this.gate = gate;
        this.counters = counters;
        this.inner = inner;
        var all = inner.place();
        this.place = all.length() > length ? all.part(0, length) : all;
        gate.lease();
    }

    @Override
    public FilePlace place() {
        return place;
    }

    @Override
    public void close() {
        if (over.compareAndSet(false, true)) {
            try {
                inner.close();
                counters.done(place.length(), started);
            } finally {
                gate.leaveLease();
            }
        }
    }

    @Override
    public void giveUp() {
        if (over.compareAndSet(false, true)) {
            try {
                inner.giveUp();
            } finally {
                gate.leaveLease();
            }
        }
    }
}
