package org.blockyard.format.parallels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.blockyard.driver.tck.CompactionTrial;
import org.junit.jupiter.api.Test;

/** A compacted image holds what it did, in nothing but its clusters. */
class ParallelsCompactionTest {
    private static final int CLUSTERS = 60;

    @Test
    void nothingButDataIsLeft() throws IOException {
        var random = new Random(2);
        var empty = OpenImage.create((long) CLUSTERS * OpenImage.CLUSTER).child.content();
        var trial =
                CompactionTrial.ofUsed(
                        empty,
                        OpenImage.CLUSTER,
                        List.of(0L),
                        CLUSTERS,
                        file -> new OpenImage(file).device,
                        random);
        assertEquals(empty.length + CLUSTERS / 2 * OpenImage.CLUSTER, trial.run().length);
        trial.stopped(8);
    }
}
