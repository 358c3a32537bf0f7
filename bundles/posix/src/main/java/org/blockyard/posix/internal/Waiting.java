package org.blockyard.posix.internal;

import java.util.concurrent.locks.LockSupport;

/** One thread that waits for a result of a call that others make. */
abstract class Waiting {
    private final Thread waiter = Thread.currentThread();
    private long result;
    private volatile boolean done;

    /** Gives the result and wakes the thread. */
    final void done(long value) {
        result = value;
        done = true;
        LockSupport.unpark(waiter);
    }

    /**
     * Waits for the result, on the thread that made this object. An interrupt is kept for later:
     * the memory is not free before the call is over.
     */
    final long await() {
        boolean interrupted = false;
        while (!done) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            waiter.interrupt();
        }
        return result;
    }
}
