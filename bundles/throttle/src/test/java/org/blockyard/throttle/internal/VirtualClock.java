package org.blockyard.throttle.internal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/** Time that passes only where somebody waits, and not before it is let go. */
final class VirtualClock implements Clock {
    private volatile long now;
    private volatile boolean running = true;

    @Override
    public long nanos() {
        return now;
    }

    /** Holds time. */
    void stop() {
        running = false;
    }

    /** Lets time pass again. */
    void go() {
        running = true;
    }

    /** Lets time pass though nobody waits. */
    void pass(long nanos) {
        now += nanos;
    }

    double seconds() {
        return now / 1e9;
    }

    @Override
    public void await(Condition condition, long nanos) throws InterruptedException {
        if (running) {
            now += nanos;
        } else {
            condition.await(1, TimeUnit.MILLISECONDS); // and look whether it is let go
        }
    }
}
