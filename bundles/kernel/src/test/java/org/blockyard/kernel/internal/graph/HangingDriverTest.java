package org.blockyard.kernel.internal.graph;

import static org.blockyard.kernel.internal.fixture.TestGraph.info;
import static org.blockyard.kernel.internal.fixture.TestGraph.memory;
import static org.blockyard.kernel.internal.fixture.TestGraph.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.blockyard.graph.NodeState;
import org.blockyard.graph.Patience;
import org.blockyard.kernel.internal.fixture.OddDriver;
import org.blockyard.kernel.internal.fixture.OddDriver.Oddity;
import org.blockyard.kernel.internal.fixture.TestGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A driver that hangs in opening a node that waited for it does not keep the graph. */
@Timeout(300)
class HangingDriverTest {
    private final TestGraph test = new TestGraph();
    private final OddDriver good = new OddDriver(Oddity.NONE);
    private final OddDriver hanging = new OddDriver(Oddity.HANGS_IN_OPEN);

    @BeforeEach
    void shorten() {
        test.graph.patience(Duration.ofSeconds(1));
        test.memory.disk("a").sized(1 << 20);
    }

    @AfterEach
    void close() {
        hanging.release.countDown();
        while (hanging.opened.get() == 0 || hanging.open.get() > 0) {
            Thread.onSpinWait();
        }
        test.close();
        assertEquals(0, test.memory.disk("a").open.get());
        assertEquals(0, good.open.get());
        assertEquals(List.of(), test.names());
    }

    private NodeState state() throws Exception {
        return test.graph.require("top").state();
    }

    @Test
    void afterAnAbsenceTheNodeFailsUntilABetterDriverComes() throws Exception {
        test.drivers.add(info(good, "1.0.0"));
        test.graph.add(tree("driver", "odd", "node-name", "top", "file", memory("a")));
        test.drivers.remove(info(good, "1.0.0"));
        test.drivers.add(info(hanging, "2.0.0"));
        assertEquals(NodeState.FAILED, state());
        assertTrue(test.graph.require("top").stateReason().orElseThrow().contains("come back"));
        test.memory.disk("b").sized(512);
        test.add("b");
        test.graph.remove("b");
        test.drivers.add(info(good, "2.0.1"));
        assertEquals(NodeState.ACTIVE, state());
        try (var user = test.writing("top");
                var lane = user.openLane()) {
            hanging.release.countDown();
            lane.read(0, ByteBuffer.allocate(512));
        }
        test.graph.remove("top");
    }

    @Test
    void aDeclaredNodeWithItsChildFailsAndCanBeRemoved() throws Exception {
        test.graph.declare(
                tree("driver", "odd", "node-name", "top", "file", memory("a")), Patience.PATIENT);
        test.drivers.add(info(hanging, "1.0.0"));
        assertEquals(NodeState.FAILED, state());
        test.graph.remove("top");
    }
}
