package org.blockyard.export.nbd.protocol;

import java.util.concurrent.Executor;

/**
 * What does the requests of one connection that may block.
 *
 * @param threads where they run
 * @param budget how many may be under way, and how much memory they may take, beyond what each
 *     connection has of its own
 * @param leave what is done when the connection has ended
 */
record Workers(Executor threads, Budget budget, Runnable leave) implements AutoCloseable {
    @Override
    public void close() {
        leave.run();
    }
}
