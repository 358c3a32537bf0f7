package org.blockyard.kernel.internal.graph;

import static org.blockyard.kernel.internal.fixture.TestGraph.info;
import static org.blockyard.kernel.internal.fixture.TestGraph.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.blockyard.graph.BlockUser;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.fixture.StuckDriver;
import org.blockyard.kernel.internal.fixture.StuckDriver.Place;
import org.blockyard.kernel.internal.fixture.TestGraph;
import org.blockyard.kernel.internal.node.Drain;
import org.blockyard.kernel.internal.node.Node;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A driver that hangs while the graph is locked for it is given up, and others go on. */
@Timeout(300)
class StuckDriverTest {
    private final TestGraph test = new TestGraph();
    private final StuckDriver stuck = new StuckDriver();

    @BeforeEach
    void shorten() {
        test.graph.patience(Duration.ofSeconds(1));
        test.drivers.add(info(stuck, "1.0.0"));
        test.memory.disk("other").sized(512);
    }

    @AfterEach
    void close() {
        stuck.letGo.countDown();
        test.close();
        assertEquals(List.of(), test.names());
    }

    private void othersGoOn() throws Exception {
        test.add("other");
        test.writing("other").close();
        test.graph.remove("other");
    }

    @Test
    void inTheFirstOpeningItIsGivenUpAndClosedWhenItComesBack() throws Exception {
        stuck.place = Place.OPEN;
        var failure =
                assertThrows(
                        BlockException.class,
                        () -> test.graph.add(tree("driver", "stuck", "node-name", "n")));
        assertEquals(ErrorKind.TIMEOUT, failure.kind());
        assertTrue(failure.sentence().contains("come back from open"), failure.sentence());
        assertTrue(test.graph.find("n").isEmpty());
        othersGoOn();
        stuck.letGo.countDown();
        stuck.await("closed");
        test.graph.add(tree("driver", "stuck", "node-name", "n"));
    }

    @Test
    void inTheFirstOpeningBelowAnotherNodeNothingOfBothStays() throws Exception {
        stuck.place = Place.OPEN;
        assertThrows(
                BlockException.class,
                () ->
                        test.graph.add(
                                tree(
                                        "driver",
                                        "plain",
                                        "node-name",
                                        "n",
                                        "file",
                                        tree("driver", "stuck", "node-name", "below"))));
        assertTrue(test.graph.find("n").isEmpty());
        othersGoOn();
        stuck.letGo.countDown();
        stuck.await("closed");
        test.graph.add(tree("driver", "stuck", "node-name", "below"));
    }

    @Test
    void inAChangeOfPermissionsTheChangeIsRefusedAndTakenBack() throws Exception {
        test.graph.add(tree("driver", "stuck", "node-name", "n"));
        stuck.place = Place.PREPARE;
        var failure = assertThrows(BlockException.class, () -> test.writing("n"));
        assertEquals(ErrorKind.TIMEOUT, failure.kind());
        assertTrue(failure.sentence().contains("preparePermissions"), failure.sentence());
        othersGoOn();
        var again = assertThrows(BlockException.class, () -> test.writing("n"));
        assertTrue(again.sentence().contains("earlier change"), again.sentence());
        stuck.letGo.countDown();
        stuck.await("aborted");
        attachWhenItCan().close();
    }

    /** It is free a moment after it was heard of. */
    private BlockUser attachWhenItCan() throws Exception {
        while (true) {
            try {
                return test.writing("n");
            } catch (BlockException e) {
                assertTrue(e.sentence().contains("earlier change"), e.sentence());
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void inQuiescingNothingIsDrainedAndItIsLetGoOn() throws Exception {
        test.graph.add(tree("driver", "stuck", "node-name", "n"));
        stuck.place = Place.QUIESCE;
        var node = (Node) test.graph.require("n");
        var failure =
                assertThrows(
                        BlockException.class,
                        () -> Drain.begin(List.of(node), Duration.ofSeconds(1), null));
        assertEquals(ErrorKind.TIMEOUT, failure.kind());
        othersGoOn();
        try (var user = test.writing("n");
                var lane = user.openLane()) {
            lane.read(0, ByteBuffer.allocate(512));
        }
        assertFalse(stuck.log.contains("resumed"), "what did not stop need not go on");
        stuck.letGo.countDown();
        stuck.await("resumed");
        assertTrue(stuck.log.indexOf("quiet") < stuck.log.indexOf("resumed"));
    }
}
