package org.blockyard.kernel.internal.job;

import java.util.concurrent.TimeUnit;

/**
 * Spreads bytes over time so that no more than a speed pass: each portion is paid for with time
 * after it, so a single one may be more than a second's share. Not thread-safe.
 */
final class Pacer {
    private long speed;

    /** When all that has passed is paid for. */
    private long paid;

    long speed() {
        return speed;
    }

    /** Another speed, 0 for any; what has passed before is forgiven. */
    void speed(long bytesPerSecond, long now) {
        speed = bytesPerSecond;
        paid = now;
    }

    /** How long it takes until all is paid for; 0 if it is. */
    long delay(long now) {
        return speed == 0 ? 0 : Math.max(0, paid - now);
    }

    /** Adds a portion to what is to be paid for. */
    void pass(long bytes, long now) {
        if (speed > 0) {
            double nanos = (double) bytes / speed * TimeUnit.SECONDS.toNanos(1);
            long from = Math.max(paid - now, 0);
            // a portion that would take centuries must not turn the clock over
            paid = now + from + (long) Math.min(nanos, Long.MAX_VALUE >> 2);
        }
    }
}
