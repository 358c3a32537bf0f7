package org.blockyard.kernel.internal.graph;

import static org.blockyard.kernel.internal.fixture.TestGraph.reader;
import static org.blockyard.kernel.internal.fixture.TestGraph.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.blockyard.graph.BlockUser;
import org.blockyard.graph.Lane;
import org.blockyard.graph.NodeStatistics;
import org.blockyard.io.LentPlace;
import org.blockyard.kernel.internal.fixture.TestGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Places that are lent to be read at: requests in flight until they come back. */
@Timeout(300)
class LentPlaceTest {
    private static final int SIZE = 1 << 16;

    private final TestGraph test = new TestGraph();
    private BlockUser user;
    private Lane lane;

    @BeforeEach
    void open() throws Exception {
        test.memory.disk("disk").sized(SIZE);
        test.add("disk");
        test.graph.add(tree("driver", "pass", "node-name", "top", "file", "disk"));
        user = test.graph.attach("top", reader("r"));
        lane = user.openLane();
    }

    @AfterEach
    void close() throws Exception {
        lane.close();
        user.close();
        test.close();
    }

    private NodeStatistics statistics(String node) throws Exception {
        return test.graph.require(node).statistics();
    }

    private LentPlace lend() throws Exception {
        return lane.tryLendPlace(512, 4096).orElseThrow();
    }

    @Test
    void aReadIsInFlightUntilThePlaceComesBackAndCountedThen() throws Exception {
        var lent = lend();
        assertEquals(512, lent.place().offset());
        assertEquals(4096, lent.place().length());
        for (var node : List.of("top", "disk")) {
            assertEquals(1, statistics(node).inFlight(), node);
            assertEquals(0, statistics(node).reads().done(), node);
        }
        long began = System.nanoTime();
        while (System.nanoTime() - began < 2_000_000) {
            Thread.onSpinWait();
        }
        lent.close();
        lent.close();
        lent.giveUp();
        for (var node : List.of("top", "disk")) {
            assertEquals(0, statistics(node).inFlight(), node);
            assertEquals(1, statistics(node).reads().done(), node);
            assertEquals(4096, statistics(node).reads().bytes(), node);
            assertTrue(statistics(node).reads().nanos() >= 2_000_000, "the time of the read");
        }
    }

    @Test
    void whatWasNotReadIsNotCounted() throws Exception {
        var lent = lend();
        lent.giveUp();
        lent.close();
        for (var node : List.of("top", "disk")) {
            assertEquals(0, statistics(node).inFlight(), node);
            assertEquals(0, statistics(node).reads().done(), node);
            assertEquals(0, statistics(node).reads().failed(), node);
        }
    }

    @Test
    void aDrainWaitsForThePlaceThatItFindsLent() throws Exception {
        var lent = lend();
        var drained = new CountDownLatch(1);
        var drainer =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try (var section = test.graph.drain(List.of("disk"))) {
                                        drained.countDown();
                                    } catch (Exception e) {
                                        // the latch tells
                                    }
                                });
        while (lane.tryLendPlace(0, 512).map(LentPlaceTest::back).isPresent()) {
            Thread.onSpinWait(); // until the gate is closed
        }
        assertEquals(1, drained.getCount());
        lent.close();
        drained.await();
        drainer.join();
        lend().close();
    }

    private static LentPlace back(LentPlace lent) {
        lent.giveUp();
        return lent;
    }

    @Test
    void nothingIsLentOfADrainedNodeOrBeyondItsEnd() throws Exception {
        try (var section = test.graph.drain(List.of("disk"))) {
            assertFalse(lane.tryLendPlace(0, 512).isPresent());
        }
        assertFalse(lane.tryLendPlace(SIZE - 512, 1024).isPresent());
        assertFalse(lane.tryLendPlace(-512, 512).isPresent());
        assertFalse(lane.tryLendPlace(0, 0).isPresent());
        assertEquals(0, statistics("top").inFlight());
        assertEquals(0, statistics("disk").inFlight());
    }
}
