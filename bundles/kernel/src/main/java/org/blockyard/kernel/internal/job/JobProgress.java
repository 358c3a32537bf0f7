package org.blockyard.kernel.internal.job;

import java.util.concurrent.atomic.AtomicLong;
import org.blockyard.job.JobRate;

/** How far a job is. Any thread. */
final class JobProgress {
    private final AtomicLong done = new AtomicLong();
    private final RateMeter meter = new RateMeter();
    private volatile long total;

    /** The job begins to work. */
    void begin() {
        meter.begin(System.nanoTime(), done.get());
    }

    long done() {
        return done.get();
    }

    long total() {
        return total;
    }

    JobRate rate() {
        return meter.rate(System.nanoTime(), done.get(), total);
    }

    void set(long doneNow, long totalNow) {
        done.set(doneNow);
        total = totalNow;
        meter.note(System.nanoTime(), doneNow);
    }

    void advance(long more) {
        meter.note(System.nanoTime(), done.addAndGet(more));
    }

    void remaining(long left) {
        total = done.get() + left;
    }
}
