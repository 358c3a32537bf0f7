package org.blockyard.throttle.internal;

/**
 * What has been used of one limit lately: a leaky bucket. It holds a tenth of a second's units, or
 * a whole burst where one is allowed; within a longer burst a second bucket bounds the rate. Not
 * thread-safe.
 */
final class Bucket {
    private static final double NANOS = 1e9;

    /** A part of a second by which a request may come early, so that not every second one waits. */
    private static final double SLACK = 10;

    private final Limit limit;
    private double level;
    private double burstLevel;

    Bucket(Limit limit) {
        this.limit = limit;
    }

    /** Lets out what time allows. */
    void leak(long nanos) {
        level = Math.max(0, level - limit.average() * (nanos / NANOS));
        burstLevel = Math.max(0, burstLevel - limit.burst() * (nanos / NANOS));
    }

    /** How long the next request has to wait. */
    long waitNanos() {
        if (!limit.limits()) {
            return 0;
        }
        if (limit.burst() == 0) {
            return nanos(level - limit.average() / SLACK, limit.average());
        }
        long wait = nanos(level - (double) limit.burst() * limit.burstSeconds(), limit.average());
        return wait > 0 || limit.burstSeconds() == 1
                ? wait
                : nanos(burstLevel - limit.burst() / SLACK, limit.burst());
    }

    private static long nanos(double units, long rate) {
        return units > 0 ? (long) Math.ceil(units / rate * NANOS) : 0;
    }

    /** Counts what was used. */
    void use(double units) {
        level += units;
        burstLevel += units;
    }
}
