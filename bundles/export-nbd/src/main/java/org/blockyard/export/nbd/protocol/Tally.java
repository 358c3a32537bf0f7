package org.blockyard.export.nbd.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import org.blockyard.export.ExportStatistics.Count;
import org.blockyard.export.ExportStatistics.Work;

/**
 * Counts what one client asks for. Requests are counted by the lane's thread alone, so that takes
 * no atomic instruction and shares no memory with other connections; others may look at any time.
 */
final class Tally {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    /** Two cache lines before and behind keep what other connections write away. */
    private static final int PADDING = 16;

    private static final int COMMANDS = Wire.CMD_BLOCK_STATUS + 1;

    /** For each command the requests, then the bytes. */
    private final long[] cells = new long[PADDING + 2 * COMMANDS + PADDING];

    private final AtomicLong errors = new AtomicLong();

    /**
     * A request was taken that is about so many bytes; none if it is refused, for then its length
     * may be anything. The lane's thread only.
     */
    void taken(int command, long length) {
        if (command < 0 || command >= COMMANDS) {
            return; // it is answered with an error, which is counted
        }
        int at = PADDING + 2 * command;
        CELL.setOpaque(cells, at, cells[at] + 1);
        CELL.setOpaque(cells, at + 1, cells[at + 1] + length);
    }

    /** A request was answered with an error. Any thread. */
    void failed() {
        errors.incrementAndGet();
    }

    /** What was counted so far. Any thread. */
    Work work() {
        return new Work(
                count(Wire.CMD_READ),
                count(Wire.CMD_WRITE),
                count(Wire.CMD_WRITE_ZEROES),
                count(Wire.CMD_TRIM),
                new Count(requests(Wire.CMD_FLUSH), 0),
                count(Wire.CMD_CACHE).plus(count(Wire.CMD_BLOCK_STATUS)),
                errors.get());
    }

    private Count count(int command) {
        return new Count(
                requests(command), (long) CELL.getOpaque(cells, PADDING + 2 * command + 1));
    }

    private long requests(int command) {
        return (long) CELL.getOpaque(cells, PADDING + 2 * command);
    }
}
