package org.blockyard.throttle.internal;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/** Time that passes only where somebody waits, and not before it is let go. */
final class VirtualClock implements Clock {
    private volatile long now;
    private volatile boolean running = true;
    private final Set<Thread> watchers = Collections.synchronizedSet(new LinkedHashSet<>());

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

    /** Who let time pass by waiting, in the order in which they first did. */
    List<Thread> watchers() {
        return List.copyOf(watchers);
    }

    double seconds() {
        return now / 1e9;
    }

    @Override
    public void await(Condition condition, long nanos) throws InterruptedException {
        if (running) {
            now += nanos;
            watchers.add(Thread.currentThread());
        } else {
            condition.await(1, TimeUnit.MILLISECONDS); // and look whether it is let go
        }
    }
}
