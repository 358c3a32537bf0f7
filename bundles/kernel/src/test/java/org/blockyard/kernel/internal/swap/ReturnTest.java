package org.blockyard.kernel.internal.swap;

import static org.blockyard.kernel.internal.fixture.TestGraph.bytes;
import static org.blockyard.kernel.internal.fixture.TestGraph.info;
import static org.blockyard.kernel.internal.fixture.TestGraph.memory;
import static org.blockyard.kernel.internal.fixture.TestGraph.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.blockyard.graph.NodeState;
import org.blockyard.io.BlockException;
import org.blockyard.io.RequestFlags;
import org.blockyard.kernel.internal.fixture.OddDriver;
import org.blockyard.kernel.internal.fixture.OddDriver.Oddity;
import org.blockyard.kernel.internal.fixture.TestGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A driver just goes, as when its bundle is stopped or updated, and another comes. */
@Timeout(300)
class ReturnTest {
    private static final int SIZE = 1 << 20;

    private final TestGraph test = new TestGraph();
    private final OddDriver good = new OddDriver(Oddity.NONE);

    private void open(String policy) throws Exception {
        test.memory.disk("a").sized(SIZE).filled(0, SIZE, 7);
        test.drivers.add(info(good, "1.0.0"));
        test.graph.add(
                tree(
                        "driver",
                        "odd",
                        "node-name",
                        "top",
                        "x-blockyard-when-driver-gone",
                        policy,
                        "file",
                        memory("a")));
    }

    @AfterEach
    void close() {
        test.close();
        assertEquals(0, good.open.get());
        assertEquals(0, test.memory.disk("a").open.get());
    }

    private NodeState state() throws Exception {
        return test.graph.require("top").state();
    }

    private Map<String, Object> lastSwap() {
        return test.events.stream()
                .filter(event -> event.name().equals(SwapNews.DONE))
                .toList()
                .getLast()
                .data();
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait:60"})
    void underLoadNothingFailsAndTheNextVersionTakesOver(String policy) throws Exception {
        open(policy);
        var next = new OddDriver(Oddity.NONE);
        int openings = test.memory.opened.size();
        try (var load = new StampedLoad(test, "top", 4, 16)) {
            load.awaitMore(100);
            test.drivers.remove(info(good, "1.0.0"));
            assertEquals(NodeState.SUSPENDED, state());
            test.drivers.add(info(next, "2.0.0"));
            assertEquals(NodeState.ACTIVE, state());
            load.awaitMore(100);
        }
        assertEquals(openings, test.memory.opened.size());
        assertTrue(next.received.isPresent());
        assertEquals("1.0.0", lastSwap().get("from"));
        assertEquals("2.0.0", lastSwap().get("to"));
        assertEquals("switched", lastSwap().get("outcome"));
        assertTrue((double) lastSwap().get("pause-ms") > 0);
        assertEquals(
                1,
                test.graph.swaps(List::of).list().stream()
                        .filter(v -> v.nodes().contains("top"))
                        .count());
    }

    @Test
    void withTheOtherVersionPresentTheNodeIsTakenOverAtOnce() throws Exception {
        open("fail");
        test.drivers.add(info(new OddDriver(Oddity.NONE), "2.0.0"));
        try (var user = test.writing("top");
                var lane = user.openLane()) {
            lane.write(0, bytes(512, 9), RequestFlags.NONE);
            test.drivers.remove(info(good, "1.0.0"));
            assertEquals(NodeState.ACTIVE, state());
            var back = ByteBuffer.allocate(512);
            lane.read(0, back);
            assertEquals(9, back.get(0));
        }
        assertEquals("2.0.0", test.graph.require("top").driverVersion());
    }

    @Test
    void aVersionThatReportsAnotherLengthDoesNotGetTheNode() throws Exception {
        open("wait");
        test.drivers.remove(info(good, "1.0.0"));
        test.drivers.add(info(new OddDriver(Oddity.OTHER_LENGTH), "2.0.0"));
        assertEquals(NodeState.FAILED, state());
        assertEquals("refused", lastSwap().get("outcome"));
        assertEquals(SIZE, test.graph.require("top").length());
        test.drivers.add(info(good, "2.0.1"));
        assertEquals(NodeState.ACTIVE, state());
        assertEquals("switched", lastSwap().get("outcome"));
    }

    @Test
    void rollbackWorksAfterAPlainUpdateToo() throws Exception {
        open("wait");
        test.drivers.remove(info(good, "1.0.0"));
        test.drivers.add(info(new OddDriver(Oddity.NONE), "2.0.0"));
        var swaps = test.graph.swaps(List::of);
        assertThrows(BlockException.class, () -> swaps.rollback("odd", List.of()));
        test.drivers.add(info(good, "1.0.0"));
        assertTrue(swaps.rollback("odd", List.of()).complete());
        assertEquals("1.0.0", test.graph.require("top").driverVersion());
    }

    @Test
    void aDriverThatWentWritesNothingMore() throws Exception {
        open("wait");
        var old = good.last;
        test.drivers.remove(info(good, "1.0.0"));
        assertThrows(
                BlockException.class, () -> old.file.write(0, bytes(512, 1), RequestFlags.NONE));
        test.drivers.add(info(new OddDriver(Oddity.NONE), "2.0.0"));
        assertThrows(
                BlockException.class, () -> old.file.write(0, bytes(512, 1), RequestFlags.NONE));
        assertFalse(test.memory.disk("a").bytes[0] == 1);
    }
}
