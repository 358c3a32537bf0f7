package org.blockyard.kernel.internal.swap;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.blockyard.kernel.internal.path.NodeGate;

/**
 * Lets requests to a node through in turns rather than as they come, so that little is written
 * while it is flushed. All that wait pass in each turn, and none waits for longer than a few
 * milliseconds.
 */
final class Brake implements AutoCloseable {
    private static final long HELD = Duration.ofMillis(8).toNanos();
    private static final long LONGEST_TURN = Duration.ofMillis(5).toNanos();
    private static final long LOOK = Duration.ofNanos(100_000).toNanos();

    private final NodeGate gate;
    private final Thread thread;
    private final long end;
    private volatile boolean ended;

    /** Brakes until closed, or for so long at most. */
    Brake(NodeGate gate, Duration most) {
        this.gate = gate;
        this.end = System.nanoTime() + most.toNanos();
        this.thread = Thread.ofPlatform().daemon().name("brake").start(this::run);
    }

    private void run() {
        while (!ended && System.nanoTime() < end) {
            gate.hold(null);
            try {
                pause(HELD);
            } finally {
                gate.release(null);
            }
            long turn = System.nanoTime();
            do {
                pause(LOOK);
            } while (!ended && gate.waiting() > 0 && System.nanoTime() - turn < LONGEST_TURN);
        }
    }

    private void pause(long nanos) {
        long until = System.nanoTime() + nanos;
        for (long left = nanos; !ended && left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    @Override
    public void close() {
        ended = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
