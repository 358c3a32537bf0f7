package org.blockyard.throttle.internal;

import org.blockyard.throttle.Direction;

/** What has been used of all limits of a group lately. Not thread-safe. */
final class Buckets {
    private final Limits limits;
    private final Bucket[] buckets;
    private long leakedAt;

    Buckets(Limits limits, long now) {
        this.limits = limits;
        this.leakedAt = now;
        this.buckets = Rate.all().map(limits::of).map(Bucket::new).toArray(Bucket[]::new);
    }

    /** How long the next request of a direction has to wait. */
    long waitNanos(Direction direction, long now) {
        long passed = Math.max(0, now - leakedAt);
        leakedAt = now;
        for (var bucket : buckets) {
            bucket.leak(passed);
        }
        long wait = 0;
        for (var rate : Rate.of(direction)) {
            wait = Math.max(wait, of(rate).waitNanos());
        }
        return wait;
    }

    /** Counts a request. */
    void use(Direction direction, long bytes) {
        long size = limits.requestSize();
        double requests = size > 0 && bytes > size ? (double) bytes / size : 1;
        for (var rate : Rate.of(direction)) {
            of(rate).use(rate.ofRequests() ? requests : bytes);
        }
    }

    private Bucket of(Rate rate) {
        return buckets[rate.ordinal()];
    }
}
