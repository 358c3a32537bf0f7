package org.blockyard.kernel.internal.job;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.job.JobRate;

/**
 * Finds out how fast a job is: a mean over its last seconds in which the latest count most.
 * Thread-safe.
 */
final class RateMeter {
    private static final long WINDOW = TimeUnit.MILLISECONDS.toNanos(500);
    private static final double WEIGHT = 0.3;
    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private final ReentrantLock lock = new ReentrantLock();
    private volatile long begun;
    private long doneThen;
    private double rate = -1;

    /** Counts from here on. */
    void begin(long now, long done) {
        lock.lock();
        try {
            begun = now;
            doneThen = done;
            rate = -1;
        } finally {
            lock.unlock();
        }
    }

    /** Takes note of how much is done; cheap. */
    void note(long now, long done) {
        if (now - begun >= WINDOW && lock.tryLock()) {
            try {
                long span = now - begun;
                if (span >= WINDOW) {
                    double here = (done - doneThen) * SECOND / span;
                    // a long window replaces what several short ones would have
                    double weight = 1 - Math.pow(1 - WEIGHT, (double) span / WINDOW);
                    rate = rate < 0 ? here : rate + weight * (here - rate);
                    begun = now;
                    doneThen = done;
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** The rate now. */
    JobRate rate(long now, long done, long total) {
        note(now, done);
        lock.lock();
        try {
            if (rate < 0) {
                return JobRate.UNKNOWN;
            }
            long perSecond = Math.max(0, Math.round(rate));
            return new JobRate(
                    perSecond,
                    perSecond == 0 || total < done
                            ? Optional.empty()
                            : Optional.of(Duration.ofMillis((long) ((total - done) * 1e3 / rate))));
        } finally {
            lock.unlock();
        }
    }
}
