package org.blockyard.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class RangeLockTest {
    private final RangeLock ranges = new RangeLock();

    @Test
    void sharedHoldsKeepOnlyExclusiveOnesOut() throws Exception {
        var done = new CountDownLatch(1);
        try (var one = ranges.shared(0, 100);
                var two = ranges.shared(50, 100)) {
            var waiter =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        ranges.exclusive(99, 1).close();
                                        done.countDown();
                                    });
            one.close();
            assertEquals(1, done.getCount());
            two.close();
            waiter.join();
        }
        assertEquals(0, done.getCount());
    }

    @Test
    void aRangeThatTouchesNoneThatIsHeldIsHadAtOnce() {
        try (var range = ranges.exclusive(100, 100)) {
            assertFalse(ranges.tryShared(199, 1).isPresent());
            try (var before = ranges.tryShared(0, 100).orElseThrow();
                    var behind = ranges.exclusive(200, 1)) {
                assertFalse(ranges.tryShared(200, 1).isPresent());
            }
            assertTrue(ranges.tryShared(200, 1).isPresent());
        }
    }

    @Test
    void noTwoAreInTheSameExclusiveRangeAtATime() throws Exception {
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var threads = new Thread[8];
        for (int i = 0; i < threads.length; i++) {
            int mine = i;
            threads[i] =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        for (int n = 0; n < 1000; n++) {
                                            try (var range = ranges.exclusive(mine, 10)) {
                                                most.accumulateAndGet(
                                                        inside.incrementAndGet(), Math::max);
                                                inside.decrementAndGet();
                                            }
                                        }
                                    });
        }
        for (var thread : threads) {
            thread.join();
        }
        assertEquals(1, most.get());
    }
}
