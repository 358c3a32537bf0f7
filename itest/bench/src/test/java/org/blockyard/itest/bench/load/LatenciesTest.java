package org.blockyard.itest.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    private static final double WITHIN = 1.0 / 32;

    @Test
    void sharesAreWithinABucketOfTheTruth() {
        var random = new SplittableRandom(1);
        var latencies = new Latencies();
        var all = new long[100_000];
        for (int i = 0; i < all.length; i++) {
            // from 100 ns to 1.6 s, as many in each power of two
            all[i] = random.nextLong(100L << random.nextInt(24)) + 100;
            latencies.add(all[i]);
        }
        Arrays.sort(all);
        for (double share : new double[] {0.01, 0.5, 0.9, 0.99, 0.999, 1}) {
            double exact = all[(int) Math.ceil(share * all.length) - 1] / 1e3;
            assertEquals(exact, latencies.micros(share), exact * WITHIN, "share " + share);
        }
    }

    @Test
    void theLongestIsExact() {
        var latencies = new Latencies();
        latencies.add(1_000);
        latencies.add(123_456_789);
        assertEquals(123.456789, latencies.longestMillis());
        assertEquals(123.456789, latencies.millis(1));
    }

    @Test
    void oneRequestIsEveryShare() {
        var latencies = new Latencies();
        latencies.add(5_000);
        assertEquals(5, latencies.micros(0.001), 5 * WITHIN);
        assertEquals(5, latencies.micros(0.999), 5 * WITHIN);
    }

    @Test
    void whatTwoThreadsCountedCanBeAdded() {
        var some = new Latencies();
        var more = new Latencies();
        some.add(10_000);
        more.add(10_000);
        more.add(90_000);
        some.add(more);
        assertEquals(3, some.total());
        assertEquals(10, some.micros(0.66), 10 * WITHIN);
        assertEquals(90, some.micros(0.67), 90 * WITHIN);
    }

    @Test
    void noRequestTookNoTime() {
        assertEquals(0, new Latencies().micros(0.99));
        assertEquals(0, new Latencies().longestMillis());
    }

    @Test
    void extremesHaveTheirBuckets() {
        var latencies = new Latencies();
        latencies.add(0);
        latencies.add(Long.MAX_VALUE);
        assertEquals(2, latencies.total());
        assertEquals(Long.MAX_VALUE / 1e6, latencies.millis(1));
    }
}
