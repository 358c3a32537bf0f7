package org.blockyard.itest.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacesTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "4096, 1", "65536, 3", "1000, 1", "65537, 4", "3, 8"})
    void takersTogetherTakeEachPlaceOnce(int count, int takers) {
        var taken = new BitSet();
        for (int taker = 0; taker < takers; taker++) {
            var places = new Places.EachOnce(count, taker, takers);
            for (long at = places.next(); at != Places.NONE; at = places.next()) {
                assertTrue(at >= 0 && at < count, "place " + at);
                assertTrue(!taken.get((int) at), "place " + at + " was taken twice");
                taken.set((int) at);
            }
        }
        assertEquals(count, taken.cardinality());
    }

    @ParameterizedTest
    @CsvSource({"4096", "65536", "100000"})
    void neighboursAreHardlyEverTakenInSuccession(int count) {
        var places = new Places.EachOnce(count, 0, 1);
        int successions = 0;
        long before = places.next();
        for (int i = 1; i < count; i++) {
            long at = places.next();
            successions += Math.abs(at - before) == 1 ? 1 : 0;
            before = at;
        }
        assertTrue(successions < count / 100, successions + " of " + count);
    }
}
