package org.blockyard.kernel.internal.graph;

import static org.blockyard.kernel.internal.fixture.TestGraph.bytes;
import static org.blockyard.kernel.internal.fixture.TestGraph.reader;
import static org.blockyard.kernel.internal.fixture.TestGraph.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.driver.Progress;
import org.blockyard.graph.Lane;
import org.blockyard.io.Extent;
import org.blockyard.io.RequestFlags;
import org.blockyard.kernel.internal.fixture.TestGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class StatusAtOnceTest {
    private static final int SIZE = 8192;

    private final TestGraph test = new TestGraph();

    @AfterEach
    void close() {
        test.close();
    }

    /** An overlay over an image that is shorter and holds 512 bytes at 1024. */
    private void overlay() throws Exception {
        test.graph.create("/d/base", "toy", Map.of("size", "4096"), Progress.NONE);
        test.graph.create(
                "/d/top",
                "toy",
                Map.of("size", "" + SIZE, "backing_file", "base", "backing_fmt", "toy"),
                Progress.NONE);
        test.graph.add(
                tree(
                        "driver",
                        "toy",
                        "node-name",
                        "base",
                        "file",
                        tree("driver", "memory", "node-name", "base-file", "filename", "/d/base")));
        test.graph.add(
                tree(
                        "driver",
                        "toy",
                        "node-name",
                        "top",
                        "backing",
                        "base",
                        "file",
                        tree("driver", "memory", "node-name", "top-file", "filename", "/d/top")));
    }

    private static void write(Lane lane, long offset, int value) throws Exception {
        lane.write(offset, bytes(512, value), RequestFlags.NONE);
    }

    @Test
    void whatAnOverlayDoesNotHoldIsWhatItsBackingHolds() throws Exception {
        overlay();
        try (var base = test.writing("base");
                var lane = base.openLane()) {
            write(lane, 1024, 3);
        }
        try (var top = test.writing("top");
                var lane = top.openLane()) {
            write(lane, 6144, 4);
            assertEquals(Extent.Kind.UNALLOCATED, lane.tryStatus(1024, 512).orElseThrow().kind());
            assertTrue(lane.tryChainStatus(0, SIZE).orElseThrow().zero());
            assertEquals(1024, lane.tryChainStatus(0, SIZE).orElseThrow().length());
            assertFalse(lane.tryChainStatus(1024, 512).orElseThrow().zero());
            for (long at = 0; at < SIZE; ) {
                var told = lane.tryChainStatus(at, SIZE - at).orElseThrow();
                assertEquals(lane.chainStatus(at, SIZE - at, Optional.empty()), told);
                at += told.length();
            }
        }
    }

    @Test
    void oneCallTellsOfAllRunsUntilTheTakerHasEnough() throws Exception {
        overlay();
        try (var top = test.writing("top");
                var lane = top.openLane()) {
            write(lane, 1024, 3);
            write(lane, 2048, 4);
            var runs = new ArrayList<String>();
            lane.chainStatus(
                    512,
                    SIZE - 512,
                    Optional.empty(),
                    (offset, run) -> {
                        assertEquals(
                                lane.chainStatus(offset, SIZE - offset, Optional.empty()), run);
                        runs.add(offset + "+" + run.length());
                        return runs.size() < 4;
                    });
            assertEquals(List.of("512+512", "1024+512", "1536+512", "2048+512"), runs);
            lane.chainStatus(
                    2560,
                    SIZE - 2560,
                    Optional.empty(),
                    (offset, run) -> runs.add(offset + "+" + run.length()));
            // down there is a shorter disk
            assertEquals(List.of("2560+1536", "4096+4096"), runs.subList(4, runs.size()));
        }
    }

    @Test
    void nothingIsToldIfALayerOnTheWayDoesNotKnow() throws Exception {
        test.memory.disk("a").sized(SIZE).filled(512, 1024, 5);
        test.add("a");
        test.graph.add(tree("driver", "pass", "node-name", "top", "file", "a"));
        try (var user = test.graph.attach("top", reader("r"));
                var lane = user.openLane()) {
            assertEquals(512, lane.tryChainStatus(0, SIZE).orElseThrow().length());
            test.memory.disk("a").slowStatus = true;
            assertTrue(lane.tryStatus(0, SIZE).isPresent());
            assertTrue(lane.tryChainStatus(0, SIZE).isEmpty());
        }
    }

    @Test
    void beyondTheEndNothingIsKnown() throws Exception {
        test.memory.disk("a").sized(SIZE);
        test.add("a");
        try (var user = test.graph.attach("a", reader("r"));
                var lane = user.openLane()) {
            assertTrue(lane.tryStatus(SIZE - 512, 1024).isEmpty());
            assertTrue(lane.tryChainStatus(SIZE, 1).isEmpty());
            assertTrue(lane.tryChainStatus(-1, 1).isEmpty());
            assertTrue(lane.tryChainStatus(0, 0).isEmpty());
        }
    }

    @Test
    void memoryIsLentPieceByPieceAndOnlyThePieceIsKept() throws Exception {
        test.memory.disk("a").sized(SIZE).mapGrain = 1024;
        test.add("a");
        try (var user = test.writing("a");
                var lane = user.openLane()) {
            assertTrue(lane.tryMap(512, 2048).isEmpty());
            try (var lent = lane.tryMapSome(512, 2048).orElseThrow()) {
                assertEquals(512, lent.bytes().remaining());
                write(lane, 1024, 1); // it would wait for ever if the whole range were kept
            }
            assertEquals(512, test.graph.require("a").statistics().reads().bytes());
        }
    }
}
