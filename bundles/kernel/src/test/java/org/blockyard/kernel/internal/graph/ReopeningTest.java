package org.blockyard.kernel.internal.graph;

import static org.blockyard.kernel.internal.fixture.TestGraph.bytes;
import static org.blockyard.kernel.internal.fixture.TestGraph.memory;
import static org.blockyard.kernel.internal.fixture.TestGraph.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.blockyard.driver.Permission;
import org.blockyard.graph.GraphChange;
import org.blockyard.graph.NodeState;
import org.blockyard.graph.UserRequest;
import org.blockyard.io.BlockException;
import org.blockyard.io.RequestFlags;
import org.blockyard.kernel.internal.fixture.TestGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ReopeningTest {
    private final TestGraph test = new TestGraph();

    @BeforeEach
    void twoFormatsOverTwoFiles() throws Exception {
        for (var disk : List.of("a", "b")) {
            test.memory.disk(disk).sized(4096);
            test.add(disk);
        }
        test.graph.add(plain("x", "a"));
        test.graph.add(plain("y", "b"));
    }

    @AfterEach
    void nothingLeaks() {
        test.close();
        for (var name : test.memory.diskNames()) {
            assertEquals(0, test.memory.disk(name).open.get(), name);
        }
    }

    private static Map<String, Object> plain(String name, Object file, Object... more) {
        var tree = tree("driver", "plain", "node-name", name, "file", file);
        tree.putAll(tree(more));
        return tree;
    }

    private void reopen(Object... definitions) throws IOException {
        test.graph.apply(
                Arrays.stream(definitions)
                        .map(TestGraph::object)
                        .<GraphChange>map(GraphChange.Reopen::new)
                        .toList());
    }

    private String file(String node) throws IOException {
        return test.graph.require(node).child("file").orElseThrow().name();
    }

    /** Somebody who writes and lets nobody else write. */
    private static UserRequest alone(String id) {
        return new UserRequest(
                "tool",
                id,
                Set.of(Permission.CONSISTENT_READ, Permission.WRITE),
                Set.of(Permission.CONSISTENT_READ));
    }

    @Test
    void twoNodesCanExchangeTheirChildrenInOneListOnly() throws Exception {
        try (var user = test.graph.attach("x", alone("u"));
                var other = test.graph.attach("y", alone("v"));
                var lane = user.openLane()) {
            assertThrows(BlockException.class, () -> reopen(plain("x", "b")));
            assertEquals("a", file("x"));
            reopen(plain("x", "b"), plain("y", "a"));
            assertEquals("b", file("x"));
            assertEquals("a", file("y"));
            lane.write(0, bytes(512, 7), RequestFlags.NONE);
        }
        assertEquals(7, test.memory.disk("b").bytes[0]);
        assertEquals(0, test.memory.disk("a").bytes[0]);
        assertEquals(1, test.graph.require("a").holders().size());
    }

    @Test
    void whatTheLastNodeRefusesIsUndoneOnTheFirst() throws Exception {
        var childOfX = test.graph.require("x").child("file").orElseThrow();
        try (var user = test.writing("x");
                var lane = user.openLane()) {
            assertThrows(
                    BlockException.class,
                    () ->
                            reopen(
                                    plain("x", memory("b", "node-name", "n")),
                                    plain("y", memory("nowhere"))));
            assertSame(childOfX, test.graph.require("x").child("file").orElseThrow());
            assertEquals("b", file("y"));
            assertEquals(List.of("a", "b", "x", "y"), test.names());
            lane.write(0, bytes(512, 7), RequestFlags.NONE);
        }
        assertEquals(7, test.memory.disk("a").bytes[0]);
    }

    @Test
    void aNodeThatIsGivenTwiceHasTheLastOptions() throws Exception {
        reopen(plain("x", "a", "detect-zeroes", "on"), plain("x", "a"));
        assertEquals("OFF", test.graph.require("x").options().detectZeroes().name());
    }

    @Test
    void parentAndChildMayTurnRoundInOneList() throws Exception {
        test.memory.disk("c").sized(4096);
        test.add("c");
        test.graph.add(tree("driver", "pass", "node-name", "up", "file", "c"));
        test.graph.add(tree("driver", "pass", "node-name", "upper", "file", "up"));
        reopen(
                tree("driver", "pass", "node-name", "up", "file", "upper"),
                tree("driver", "pass", "node-name", "upper", "file", "c"));
        assertEquals("upper", file("up"));
        assertEquals("c", file("upper"));
    }

    @Test
    void nobodyWhoWritesLosesItsNodeToReadOnly() throws Exception {
        try (var user = test.writing("x")) {
            var refusal =
                    assertThrows(
                            BlockException.class, () -> reopen(plain("x", "a", "read-only", true)));
            assertEquals(
                    "Read-only block node 'x' cannot support read-write users", refusal.sentence());
            assertEquals(2, test.memory.opened.size());
            assertFalse(test.graph.require("x").readOnly());
        }
    }

    @Test
    void aParentWhoseChildWasReplacedComesToTheNewOneWhenItIsOpenedAgain() throws Exception {
        test.graph.add(tree("driver", "pass", "node-name", "filter", "file", "a"));
        test.graph.apply(List.of(new GraphChange.Replace("a", "filter")));
        assertEquals("filter", test.graph.require("x").definition().get("file"));
        reopen(test.graph.require("x").definition());
        assertEquals("filter", file("x"));
        test.graph.apply(List.of(new GraphChange.Replace("filter", "a")));
        assertEquals("a", test.graph.require("x").definition().get("file"));
    }

    @Test
    void changesThatWerePreparedAreUndoneByAbort() throws Exception {
        try (var user = test.writing("x");
                var lane = user.openLane()) {
            test.graph.exclusively(
                    () -> {
                        var change =
                                test.graph.prepare(
                                        List.of(
                                                new GraphChange.Add(
                                                        tree(
                                                                "driver",
                                                                "pass",
                                                                "node-name",
                                                                "f",
                                                                "file",
                                                                "x")),
                                                new GraphChange.Reopen(
                                                        plain("y", "b", "detect-zeroes", "on")),
                                                new GraphChange.Replace("x", "f")));
                        assertEquals("f", user.node().name());
                        assertFalse(lane.tryRead(0, ByteBuffer.allocate(512)), "it is drained");
                        change.abort();
                        return true;
                    });
            assertEquals("x", user.node().name());
            assertTrue(lane.tryRead(0, ByteBuffer.allocate(512)));
            assertEquals("OFF", test.graph.require("y").options().detectZeroes().name());
            assertEquals(List.of("a", "b", "x", "y"), test.names());
        }
        assertThrows(IllegalStateException.class, () -> test.graph.prepare(List.of()));
    }

    @Test
    void nodesBecomeInactiveTogetherAndKeepTheirChildren() throws Exception {
        test.graph.add(plain("z", memory("b", "node-name", "below", "read-only", true)));
        var below = test.graph.require("below");
        var refusal =
                assertThrows(
                        BlockException.class, () -> test.graph.active(Optional.of("below"), false));
        assertEquals("Node has active parent node", refusal.sentence());
        test.graph.active(Optional.of("z"), false);
        assertEquals(NodeState.INACTIVE, below.state());
        assertSame(below, test.graph.require("z").child("file").orElseThrow());
        test.graph.active(Optional.of("z"), true);
        assertEquals(NodeState.ACTIVE, below.state());
        assertSame(below, test.graph.require("below"));
    }

    @Test
    void aNodeThatIsWrittenStaysActiveWithAllOthers() throws Exception {
        try (var user = test.writing("x")) {
            var refusal =
                    assertThrows(
                            BlockException.class, () -> test.graph.active(Optional.empty(), false));
            assertEquals(
                    "Failed to inactivate all nodes: Operation not permitted", refusal.sentence());
            for (var node : test.graph.nodes()) {
                assertEquals(NodeState.ACTIVE, node.state());
            }
        }
    }
}
