package org.blockyard.job.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.job.OnError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class BlockCopyTest {
    private final TestControl control = new TestControl();
    private final Set<Long> copied = Collections.newSetFromMap(new ConcurrentHashMap<>());

    private static Ranges ten() {
        Iterator<Range> all =
                LongStream.range(0, 10).mapToObj(i -> Range.data(i * 100, 100)).iterator();
        return () -> all.hasNext() ? Optional.of(all.next()) : Optional.empty();
    }

    private BlockCopy copy(OnError policy, int most) {
        return new BlockCopy(control, BlockCopy.Policy.of(policy), most);
    }

    /** Fails each range from 500 on so many times. */
    private RangeWork failing(int times, ErrorKind kind) {
        var left = new AtomicInteger(times);
        return range -> {
            if (range.offset() >= 500 && left.getAndDecrement() > 0) {
                throw CopyFailure.writing(new BlockException(kind, "on purpose"));
            }
            copied.add(range.offset());
        };
    }

    @Test
    void allRangesAreCopiedAndCounted() throws IOException {
        copy(OnError.REPORT, 4).run(ten(), failing(0, ErrorKind.IO));
        assertEquals(10, copied.size());
        assertEquals(1000, control.done.get());
        assertEquals(1000, control.paced.get());
    }

    @Test
    void severalAreInFlightButNoMoreThanAllowed() throws IOException {
        var inFlight = new AtomicInteger();
        var peak = new AtomicInteger();
        var three = new CountDownLatch(3);
        copy(OnError.REPORT, 3)
                .run(
                        ten(),
                        range -> {
                            peak.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
                            three.countDown();
                            try {
                                three.await();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                            inFlight.decrementAndGet();
                        });
        assertEquals(3, peak.get());
    }

    @Test
    void aReportedFailureEndsTheCopy() {
        var e =
                assertThrows(
                        BlockException.class,
                        () -> copy(OnError.REPORT, 1).run(ten(), failing(1, ErrorKind.IO)));
        assertEquals("on purpose", e.sentence());
        assertEquals(List.of("write report"), control.failures);
        assertEquals(5, copied.size());
    }

    @Test
    void anIgnoredFailureIsTriedAgainAtLastAndNotInHaste() throws IOException {
        copy(OnError.IGNORE, 1).run(ten(), failing(7, ErrorKind.IO));
        assertEquals(10, copied.size());
        assertEquals(2, control.waits); // after five failed, and after two of them did again
        assertEquals(7, control.failures.size());
        assertEquals(1000, control.done.get());
    }

    @Test
    void anIgnoredFailureMayBeLeftOut() throws IOException {
        var copy =
                new BlockCopy(
                        control, new BlockCopy.Policy(OnError.IGNORE, OnError.IGNORE, true), 1);
        copy.run(ten(), failing(1, ErrorKind.IO));
        assertEquals(9, copied.size());
        assertEquals("on purpose", copy.leftOut().orElseThrow().sentence());
    }

    @Test
    void lackOfSpaceStopsTheJobAndIsTriedAgain() throws IOException {
        copy(OnError.ENOSPC, 1).run(ten(), failing(1, ErrorKind.NO_SPACE));
        assertEquals(List.of("write stop"), control.failures);
        assertEquals(1, control.pauses);
        assertEquals(10, copied.size());
    }

    @Test
    void nothingIsInFlightWhenTheJobPauses() throws IOException {
        var inFlight = new AtomicInteger();
        var atPause = new AtomicInteger(-1);
        var watching =
                new TestControl() {
                    @Override
                    public void pausePoint() throws BlockException {
                        atPause.set(inFlight.get());
                        super.pausePoint();
                    }
                };
        var started = new AtomicInteger();
        new BlockCopy(watching, BlockCopy.Policy.of(OnError.REPORT), 4)
                .run(
                        ten(),
                        range -> {
                            inFlight.incrementAndGet();
                            if (started.incrementAndGet() == 5) {
                                watching.pausing = true;
                            }
                            Thread.yield();
                            inFlight.decrementAndGet();
                        });
        assertEquals(0, atPause.get());
        assertEquals(1, watching.pauses);
    }

    @Test
    void aCancelEndsTheCopy() {
        RangeWork cancelling = range -> control.cancelled = true;
        var e =
                assertThrows(
                        BlockException.class, () -> copy(OnError.REPORT, 1).run(ten(), cancelling));
        assertEquals(ErrorKind.CANCELLED, e.kind());
    }

    @Test
    void aDefectIsNotSwallowed() {
        assertThrows(
                IllegalStateException.class,
                () ->
                        copy(OnError.IGNORE, 2)
                                .run(
                                        ten(),
                                        range -> {
                                            throw new IllegalStateException("a defect");
                                        }));
        assertTrue(control.failures.isEmpty());
    }
}
