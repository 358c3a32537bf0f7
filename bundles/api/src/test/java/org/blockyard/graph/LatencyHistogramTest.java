package org.blockyard.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
    private static LatencyHistogram bins(Long... bins) {
        return new LatencyHistogram(List.of(10L, 20L, 40L), List.of(bins));
    }

    @Test
    void quantilesAreTakenAsEvenlySpreadBetweenBoundaries() {
        var histogram = bins(0L, 10L, 10L, 0L);
        assertEquals(15, histogram.quantile(0.25));
        assertEquals(20, histogram.quantile(0.5));
        assertEquals(40, histogram.quantile(1));
        assertEquals(5, bins(4L, 0L, 0L, 0L).quantile(0.5));
    }

    @Test
    void aQuantileBeyondTheLastBoundaryIsThatBoundaryAndOfNothingItIsZero() {
        assertEquals(40, bins(1L, 0L, 0L, 9L).quantile(0.5));
        assertEquals(0, bins(0L, 0L, 0L, 0L).quantile(0.99));
        assertEquals(0, LatencyHistogram.EMPTY.quantile(0.99));
    }

    @Test
    void whatCameSinceAnEarlierLookIsTheDifference() {
        assertEquals(bins(1L, 0L, 0L, 2L), bins(2L, 3L, 0L, 2L).since(bins(1L, 3L, 0L, 0L)));
        assertEquals(bins(2L, 3L, 0L, 2L), bins(2L, 3L, 0L, 2L).since(LatencyHistogram.EMPTY));
    }

    @Test
    void twoHistogramsAddUp() {
        assertEquals(bins(3L, 3L, 0L, 3L), bins(2L, 0L, 0L, 2L).plus(bins(1L, 3L, 0L, 1L)));
        assertEquals(9, bins(2L, 3L, 0L, 4L).total());
    }
}
