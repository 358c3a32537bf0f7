package org.blockyard.throttle.internal;

import java.util.concurrent.locks.Condition;

/** Time as a group sees it. */
interface Clock {
    /** The clock of the machine. */
    Clock REAL =
            new Clock() {
                @Override
                public long nanos() {
                    return System.nanoTime();
                }

                @Override
                public void await(Condition condition, long nanos) throws InterruptedException {
                    condition.awaitNanos(nanos);
                }
            };

    /** Nanoseconds since some moment. */
    long nanos();

    /** Waits for a signal, or until so much time has passed. */
    void await(Condition condition, long nanos) throws InterruptedException;
}
