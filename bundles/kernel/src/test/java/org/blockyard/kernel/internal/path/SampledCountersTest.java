package org.blockyard.kernel.internal.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.blockyard.graph.LatencyHistogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class SampledCountersTest {
    private final SampledCounters counters = new SampledCounters();

    private void quick(int requests) {
        for (int i = 0; i < requests; i++) {
            counters.quick(512, counters.sample());
        }
    }

    @Test
    void theFirstIsTimedAndThenOneInThirtyTwo() {
        int timed = 0;
        for (int i = 0; i < 1 + 4 * SampledCounters.SAMPLE; i++) {
            long began = counters.sample();
            timed += began == 0 ? 0 : 1;
            counters.quick(1, began);
        }
        assertEquals(1 + 4, timed);
    }

    @Test
    void latenciesAddUpToTheRequestsAtEveryLook() {
        for (int requests : new int[] {1, 2, 29, 1, 100, 33}) {
            quick(requests);
            var now = counters.snapshot();
            assertEquals(now.done(), now.latencies().total());
        }
        assertEquals(166, counters.snapshot().done());
        assertEquals(166 * 512, counters.snapshot().bytes());
    }

    @Test
    void noneIsLostOrShownTwiceHoweverManyThreadsCountAndLook() throws Exception {
        int each = 200_000;
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofPlatform().start(() -> quick(each)));
        }
        var before = counters.snapshot().latencies();
        while (threads.stream().anyMatch(Thread::isAlive)) {
            var now = counters.snapshot().latencies();
            assertTrue(
                    now.since(before).bins().stream().allMatch(more -> more >= 0),
                    () -> "a bin has shrunk: " + now);
            before = now;
        }
        for (var thread : threads) {
            thread.join();
        }
        var all = counters.snapshot();
        assertEquals(4 * each, all.done());
        assertEquals(4L * each * 512, all.bytes());
        assertEquals(4 * each, all.latencies().total());
    }

    @Test
    void chosenBoundariesCountWhatComesAfterwards() {
        quick(50);
        counters.choose(List.of(10L, 20L));
        assertEquals(List.of(0L, 0L, 0L), counters.snapshot().chosen().orElseThrow().bins());
        quick(7);
        counters.add(3, 0, 5);
        counters.add(1, 0, 10);
        counters.add(1, 0, 20);
        var chosen = counters.snapshot().chosen().orElseThrow();
        assertEquals(12, chosen.total());
        assertTrue(chosen.bins().get(0) >= 3 && chosen.bins().get(1) >= 1, chosen::toString);
        assertEquals(62, counters.snapshot().latencies().total());
        counters.choose(List.of());
        assertTrue(counters.snapshot().chosen().isEmpty());
    }

    @Test
    void aTimeThatIsABoundaryCountsAboveIt() {
        var bins = LatencyBins.between(List.of(10L, 20L));
        for (long time : new long[] {9, 10, 19, 20, 1_000}) {
            bins.add(time, 1);
        }
        assertEquals(new LatencyHistogram(List.of(10L, 20L), List.of(1L, 2L, 2L)), bins.snapshot());
    }

    @Test
    void theUsualBoundariesGoFromAMicrosecondToTenSeconds() {
        var boundaries = LatencyBins.usual().snapshot().boundaries();
        assertEquals(List.of(1_000L, 2_000L, 5_000L, 10_000L), boundaries.subList(0, 4));
        assertEquals(10_000_000_000L, boundaries.getLast());
        assertEquals(22, boundaries.size());
    }
}
