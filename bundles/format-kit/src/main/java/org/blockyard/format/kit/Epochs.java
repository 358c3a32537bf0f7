package org.blockyard.format.kit;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Tells when no request can know a freed cluster any more. Each request enters before it looks up
 * where clusters are and leaves when it has done with them. What was freed in an epoch is forgotten
 * two epochs later, and an epoch begins only when the one before the last has no request left in
 * it. Entering and leaving never wait.
 */
public final class Epochs {
    private static final int STRIPES = 8;
    private static final int SPACING = 16;
    private static final int PARITY = STRIPES * SPACING;

    private final AtomicLongArray inside = new AtomicLongArray(2 * PARITY);
    private volatile long epoch;

    /** Nobody is inside. */
    public Epochs() {}

    /** Enters the present epoch; the result is to be given to {@link #leave}. */
    public int enter() {
        int stripe = ((int) Thread.currentThread().threadId() & (STRIPES - 1)) * SPACING;
        while (true) {
            long present = epoch;
            int slot = ((int) present & 1) * PARITY + stripe;
            inside.getAndIncrement(slot);
            if (epoch == present) {
                return slot;
            }
            inside.getAndDecrement(slot);
        }
    }

    /** Leaves the epoch that was entered; any thread may do it, once. */
    public void leave(int slot) {
        inside.getAndDecrement(slot);
    }

    /** The present epoch. */
    public long now() {
        return epoch;
    }

    /**
     * Whether all requests that were inside during an epoch have left; begins new epochs if that
     * helps. One thread at a time.
     */
    public boolean isOver(long past) {
        while (epoch < past + 2) {
            if (!empty(epoch + 1)) {
                return false;
            }
            epoch = epoch + 1;
        }
        return true;
    }

    private boolean empty(long which) {
        int start = ((int) which & 1) * PARITY;
        for (int slot = start; slot < start + PARITY; slot += SPACING) {
            if (inside.get(slot) != 0) {
                return false;
            }
        }
        return true;
    }
}
