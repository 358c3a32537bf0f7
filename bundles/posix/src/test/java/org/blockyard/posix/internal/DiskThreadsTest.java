package org.blockyard.posix.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** The threads that wait for a file's disk. */
class DiskThreadsTest {
    private static final int MOST = 4;

    private final AtomicInteger working = new AtomicInteger();
    private final Semaphore disk = new Semaphore(0);

    /** A disk that is done with a call when the test says so; the result is the offset. */
    private long slowly(DiskCall call, long descriptor, long address, long length, long offset) {
        working.incrementAndGet();
        disk.acquireUninterruptibly();
        working.decrementAndGet();
        return offset;
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void callsBeyondTheBoundWaitTheirTurn() throws Exception {
        var threads = new DiskThreads(this::slowly, MOST, TimeUnit.MINUTES.toNanos(1));
        int count = 50;
        var right = new CountDownLatch(count);
        var callers = new ArrayList<Thread>();
        for (int i = 0; i < count; i++) {
            int offset = i;
            callers.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        if (threads.call(DiskCall.READ, 0, 0, 0, offset)
                                                == offset) {
                                            right.countDown();
                                        }
                                    }));
        }
        await(() -> working.get() == MOST);
        assertEquals(MOST, threads.threads());
        disk.release(count);
        for (var caller : callers) {
            caller.join();
        }
        assertEquals(0, right.getCount());
    }

    @Test
    void aThreadThatIsFreeIsUsedAgain() throws Exception {
        var threads = new DiskThreads(this::slowly, MOST, TimeUnit.MINUTES.toNanos(1));
        disk.release(100);
        for (int i = 0; i < 100; i++) {
            assertEquals(i, threads.call(DiskCall.READ, 0, 0, 0, i));
            await(() -> threads.idle() == threads.threads());
        }
        assertEquals(1, threads.threads());
    }

    @Test
    void threadsEndWhenIdle() {
        var threads = new DiskThreads(this::slowly, MOST, 1);
        disk.release();
        threads.call(DiskCall.READ, 0, 0, 0, 0);
        await(() -> threads.threads() == 0);
        disk.release();
        assertEquals(7, threads.call(DiskCall.READ, 0, 0, 0, 7));
    }
}
