package org.blockyard.export.nbd.protocol;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Zeroes to be sent, one piece of memory for all connections. Thread-safe. */
final class Zeroes {
    /** How many there are; who needs more sends them again. */
    static final int BYTES = 1 << 20;

    private final AtomicReference<@Nullable ByteBuffer> memory = new AtomicReference<>();

    /** A buffer of so many zeroes, at most {@link #BYTES}. */
    ByteBuffer of(int length) {
        var all = memory.get();
        if (all == null) {
            all = ByteBuffer.allocateDirect(BYTES).asReadOnlyBuffer();
            memory.set(all);
        }
        return all.duplicate().limit(length);
    }
}
