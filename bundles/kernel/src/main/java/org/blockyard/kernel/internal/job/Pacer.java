package org.blockyard.kernel.internal.job;

import java.util.concurrent.TimeUnit;

/**
 * Spreads bytes over time so that no more than a speed pass. Each portion is let through when those
 * before it are paid for, so a single one may be longer than a second's share. Not thread-safe.
 */
final class Pacer {
    private long speed;

    /** When all that was let through is paid for. */
    private long paid;

    long speed() {
        return speed;
    }

    /** Another speed, 0 for any; what was let through before is forgiven. */
    void speed(long bytesPerSecond, long now) {
        speed = bytesPerSecond;
        paid = now;
    }

    /** How long the next portion has to wait; 0 if not at all. */
    long delay(long now) {
        return speed == 0 ? 0 : Math.max(0, paid - now);
    }

    /** Lets a portion through. */
    void pass(long bytes, long now) {
        if (speed > 0) {
            double nanos = (double) bytes / speed * TimeUnit.SECONDS.toNanos(1);
            long from = Math.max(paid - now, 0);
            // a portion that would take centuries must not turn the clock over
            paid = now + from + (long) Math.min(nanos, Long.MAX_VALUE >> 2);
        }
    }
}
