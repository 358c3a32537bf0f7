package org.blockyard.posix.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.blockyard.posix.ErrorNumber;
import org.blockyard.posix.PosixException;
import org.blockyard.posix.ReadRing;

/** Reads by an io_uring of the calling thread. */
public final class LaneRing implements ReadRing {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Arena arena = Arena.ofConfined();
    private final RingQueues queues;
    private final int most;
    private int underWay;
    private boolean polling;
    private boolean stale;
    private boolean readable;

    /**
     * A ring for so many reads at a time.
     *
     * @throws PosixException if the kernel has none or does not allow it
     */
    public LaneRing(int most) throws PosixException {
        this.most = most;
        try {
            int entries = Integer.highestOneBit(most) << 1; // one more than reads, for the poll
            queues =
                    new RingQueues(
                            entries, CallSlots.Slot.of(arena.allocate(CallSlots.SIZE, 64), -1));
        } catch (PosixException refused) {
            arena.close();
            throw refused;
        }
    }

    @Override
    public int underWay() {
        return underWay;
    }

    @Override
    public void read(int file, long offset, ByteBuffer target, int token) {
        if (underWay == most) {
            throw new IllegalStateException("more than " + most + " reads");
        }
        if (underWay == 0) {
            stale = polling; // what it will tell of may have been read meanwhile
        }
        long address = MemorySegment.ofBuffer(target).address();
        queues.put(DiskCall.READ, file, address, target.remaining(), offset, token);
        underWay++;
    }

    @Override
    public void submit(Results results) {
        enter(false, results);
    }

    @Override
    public void awaitResult(Results results) {
        int before = underWay;
        while (underWay == before && before > 0) {
            enter(true, results);
        }
    }

    @Override
    public boolean awaitInput(int socket, Results results) {
        int before = underWay;
        readable = false;
        while (underWay == before && !readable) {
            if (!polling) {
                queues.putPoll(socket, most);
                polling = true;
                stale = false;
            }
            enter(true, results);
        }
        return readable;
    }

    private void enter(boolean wait, Results results) {
        int errno = queues.enter(wait);
        int drained =
                queues.drain(
                        (token, result) -> {
                            if (token == most) {
                                polling = false;
                                readable = !stale;
                            } else {
                                underWay--;
                                results.done(token, result);
                            }
                        });
        if (drained == 0 && errno != 0 && errno != ErrorNumber.EINTR) {
            LockSupport.parkNanos(PAUSE_NANOS); // the kernel is short of memory
        }
    }

    @Override
    public void close() {
        queues.close();
        arena.close();
    }
}
