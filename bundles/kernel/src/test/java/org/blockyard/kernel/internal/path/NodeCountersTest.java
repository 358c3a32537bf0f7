package org.blockyard.kernel.internal.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import org.blockyard.graph.RequestKind;
import org.blockyard.io.BlockException;
import org.blockyard.kernel.internal.fixture.TestGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class NodeCountersTest {
    @Test
    void requestsFailuresAndRefusalsAreToldApart() throws Exception {
        try (var test = new TestGraph()) {
            test.memory.disk("a").sized(1 << 16);
            var node = test.add("a");
            try (var user = test.graph.attach("a", TestGraph.reader("r"));
                    var lane = user.openLane()) {
                assertEquals(-1, node.statistics().idleNanos());
                lane.read(0, ByteBuffer.allocate(512));
                assertThrows(
                        BlockException.class,
                        () -> lane.read(node.length(), ByteBuffer.allocate(512)));
                test.memory.disk("a").failReads = true;
                assertThrows(BlockException.class, () -> lane.read(0, ByteBuffer.allocate(512)));
            }
            var reads = node.statistics().reads();
            assertEquals(1, reads.done());
            assertEquals(512, reads.bytes());
            assertEquals(1, reads.invalid());
            assertEquals(1, reads.failed());
            assertEquals(1, reads.latencies().total());
            assertTrue(node.statistics().idleNanos() >= 0);
        }
    }

    @Test
    void latenciesAreCountedByBoundariesThatSomebodyChose() throws Exception {
        try (var test = new TestGraph()) {
            test.memory.disk("a").sized(1 << 16);
            var node = test.add("a");
            node.countLatencies(RequestKind.FLUSH, List.of(1L, 3_600_000_000_000L));
            try (var user = test.writing("a");
                    var lane = user.openLane()) {
                lane.flush();
            }
            var chosen = node.statistics().flushes().chosen().orElseThrow();
            assertEquals(List.of(0L, 1L, 0L), chosen.bins());
            assertTrue(node.statistics().reads().chosen().isEmpty());
            for (var wrong : List.of(List.of(0L), List.of(5L, 5L), List.of(7L, 6L))) {
                assertThrows(
                        BlockException.class, () -> node.countLatencies(RequestKind.FLUSH, wrong));
            }
        }
    }
}
