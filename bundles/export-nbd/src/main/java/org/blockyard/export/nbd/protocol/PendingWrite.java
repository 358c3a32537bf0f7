package org.blockyard.export.nbd.protocol;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A write of which parts are done on several threads; the last to finish answers it. The lane holds
 * one share while parts come in.
 */
final class PendingWrite {
    private final Request request;
    private final boolean durable;
    private final AtomicInteger shares = new AtomicInteger(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    PendingWrite(Request request, boolean durable) {
        this.request = request;
        this.durable = durable;
    }

    Request request() {
        return request;
    }

    /** Whether it must be on stable storage before it is answered. */
    boolean durable() {
        return durable;
    }

    /** Adds a share for a part that begins. */
    void begin() {
        shares.incrementAndGet();
    }

    /** Notes that a part failed; the first failure is told to the client. */
    void failed(Throwable why) {
        failure.compareAndSet(null, why);
    }

    boolean hasFailed() {
        return failure.get() != null;
    }

    @Nullable Throwable failure() {
        return failure.get();
    }

    /** Gives a share back; true for the last, who then answers. */
    boolean end() {
        return shares.decrementAndGet() == 0;
    }
}
