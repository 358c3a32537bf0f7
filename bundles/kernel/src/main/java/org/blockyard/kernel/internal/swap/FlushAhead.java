package org.blockyard.kernel.internal.swap;

import java.io.IOException;
import java.time.Duration;
import org.blockyard.kernel.internal.driver.DriverCalls;

/**
 * Flushes a node while it serves, until so little is left that the flush behind the gate is quick.
 * Where clients write as fast as the disk can store, that takes a brake.
 */
public final class FlushAhead {
    /** A flush so quick is not worth another one. */
    private static final Duration QUICK = Duration.ofMillis(4);

    private static final int MOST_FLUSHES = 6;

    /** So long may clients be slowed down; what is left then is flushed while they wait. */
    private static final Duration LONGEST_BRAKE = Duration.ofSeconds(1);

    /** A flush that took more than this part of the one before shows that no more is to be had. */
    private static final double NO_BETTER = 0.8;

    private final LiveNode live;
    private final DriverCalls calls;
    private final Duration limit;

    /** For a node, each flush with a limit. */
    public FlushAhead(LiveNode live, DriverCalls calls, Duration limit) {
        this.live = live;
        this.calls = calls;
        this.limit = limit;
    }

    /** Flushes as often as it pays. */
    public void run() throws IOException {
        long took = flush();
        if (took <= QUICK.toNanos()) {
            return;
        }
        long before = Long.MAX_VALUE;
        long end = System.nanoTime() + LONGEST_BRAKE.toNanos();
        try (var brake = new Brake(live.node().gate(), LONGEST_BRAKE)) {
            for (int i = 1; i < MOST_FLUSHES && worthwhile(took, before, i); i++) {
                before = took;
                took = flush();
                if (System.nanoTime() > end) {
                    return;
                }
            }
        }
    }

    /** The first braked flush still stores what was written before the brake. */
    private static boolean worthwhile(long took, long before, int done) {
        return took > QUICK.toNanos() && (done <= 2 || took < before * NO_BETTER);
    }

    private long flush() throws IOException {
        long began = System.nanoTime();
        calls.run("a flush", limit, live::flush);
        return System.nanoTime() - began;
    }
}
