package org.blockyard.kernel.internal.graph;

import static org.blockyard.kernel.internal.fixture.TestGraph.bytes;
import static org.blockyard.kernel.internal.fixture.TestGraph.memory;
import static org.blockyard.kernel.internal.fixture.TestGraph.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import org.blockyard.graph.GraphChange;
import org.blockyard.graph.NodeState;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;
import org.blockyard.kernel.internal.fixture.TestGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChangeTransactionTest {
    private final TestGraph test = new TestGraph();

    @AfterEach
    void nothingLeaks() {
        test.close();
        for (var name : test.memory.diskNames()) {
            assertEquals(0, test.memory.disk(name).open.get(), name);
        }
    }

    @Test
    void puttingAFilterAboveANodeLeadsItsUsersThroughTheFilter() throws Exception {
        test.memory.disk("a").sized(4096);
        test.add("a");
        try (var user = test.writing("a");
                var lane = user.openLane()) {
            lane.write(0, bytes(512, 1), RequestFlags.NONE);
            test.graph.apply(
                    List.of(
                            new GraphChange.Add(
                                    tree("driver", "pass", "node-name", "f", "file", "a")),
                            new GraphChange.Replace("a", "f")));
            assertEquals("f", user.node().name());
            lane.write(512, bytes(512, 2), RequestFlags.NONE);
            assertTrue(lane.tryRead(0, ByteBuffer.allocate(512)));
            assertEquals(1, test.graph.require("f").statistics().writes().done());
            assertEquals(1, test.graph.require("f").holders().size());
            test.graph.apply(
                    List.of(new GraphChange.Replace("f", "a"), new GraphChange.Remove("f")));
            assertEquals("a", user.node().name());
            lane.read(512, ByteBuffer.allocate(512));
        }
        assertEquals(2, test.memory.disk("a").bytes[600]);
    }

    @Test
    void aFilterThatWasPutInIsNoCommandsToRemoveAndGoesWhenItIsTakenOut() throws Exception {
        test.memory.disk("a").sized(4096);
        test.add("a");
        try (var user = test.writing("a");
                var lane = user.openLane()) {
            var filter = test.graph.insert("a", tree("driver", "pass", "file", "a"));
            assertTrue(filter.name().startsWith("#"));
            assertEquals(filter, user.node());
            lane.write(0, bytes(512, 1), RequestFlags.NONE);
            assertEquals(1, filter.statistics().writes().done());
            assertThrows(BlockException.class, () -> test.graph.remove(filter.name()));
            test.graph.apply(List.of(new GraphChange.Extract(filter.name())));
            assertEquals("a", user.node().name());
            assertEquals(NodeState.CLOSED, filter.state());
            lane.write(512, bytes(512, 2), RequestFlags.NONE);
        }
        assertEquals(List.of("a"), test.names());
    }

    @Test
    void aNodeThatIsNoFilterOfTheNodeIsNotPutIn() throws Exception {
        test.memory.disk("a").sized(4096);
        test.memory.disk("b").sized(4096);
        test.add("a");
        test.add("b");
        try (var user = test.writing("a")) {
            assertThrows(
                    BlockException.class,
                    () -> test.graph.insert("a", tree("driver", "pass", "file", "b")));
            assertEquals("a", user.node().name());
        }
        assertThrows(
                BlockException.class,
                () -> test.graph.apply(List.of(new GraphChange.Extract("a"))));
        assertEquals(List.of("a", "b"), test.names());
    }

    @Test
    void aListThatFailsAtItsEndIsUndoneFromItsBeginning() throws Exception {
        test.memory.disk("a").sized(4096);
        test.memory.disk("b").sized(4096);
        test.add("a");
        test.add("b");
        try (var user = test.writing("a")) {
            var failure =
                    assertThrows(
                            BlockException.class,
                            () ->
                                    test.graph.apply(
                                            List.of(
                                                    new GraphChange.Add(
                                                            tree(
                                                                    "driver",
                                                                    "pass",
                                                                    "node-name",
                                                                    "f",
                                                                    "file",
                                                                    "a")),
                                                    new GraphChange.Replace("a", "f"),
                                                    new GraphChange.Reopen(
                                                            memory(
                                                                    "b",
                                                                    "node-name",
                                                                    "b",
                                                                    "detect-zeroes",
                                                                    "on")),
                                                    new GraphChange.Remove("nobody"))));
            assertEquals(ErrorKind.NOT_FOUND, failure.kind());
            assertEquals("a", user.node().name());
            assertEquals(List.of("a", "b"), test.names());
            assertEquals(
                    "off", test.graph.require("b").options().detectZeroes().name().toLowerCase());
            try (var lane = user.openLane()) {
                lane.write(0, bytes(512, 4), RequestFlags.NONE);
            }
        }
    }

    @Test
    void replacingThatBreaksPermissionsIsRefused() throws Exception {
        test.memory.disk("a").sized(4096);
        test.memory.disk("ro").sized(4096);
        test.add("a");
        test.add("ro", "read-only", true);
        try (var user = test.writing("a")) {
            assertThrows(
                    BlockException.class,
                    () -> test.graph.apply(List.of(new GraphChange.Replace("a", "ro"))));
            assertEquals("a", user.node().name());
            assertFalse(test.graph.require("a").holders().isEmpty());
            assertTrue(test.graph.require("ro").holders().isEmpty());
        }
    }

    @Test
    void reopeningKeepsChildrenAndRestoresTheOldOptionsOnFailure() throws Exception {
        test.memory.disk("a").sized(4096);
        test.graph.add(
                tree(
                        "driver",
                        "pass",
                        "node-name",
                        "f",
                        "file",
                        memory("a", "node-name", "under")));
        var child = test.graph.require("f").child("file").orElseThrow();
        test.graph.apply(
                List.of(
                        new GraphChange.Reopen(
                                tree(
                                        "driver",
                                        "pass",
                                        "node-name",
                                        "f",
                                        "detect-zeroes",
                                        "on",
                                        "file",
                                        memory("a", "node-name", "under")))));
        assertEquals(child, test.graph.require("f").child("file").orElseThrow());
        assertEquals(1, test.memory.opened.size());

        test.graph.apply(
                List.of(
                        new GraphChange.Reopen(
                                tree(
                                        "driver",
                                        "pass",
                                        "node-name",
                                        "f",
                                        "read-only",
                                        true,
                                        "file",
                                        memory("a", "node-name", "under")))));
        assertTrue(test.graph.require("under").readOnly());
        assertEquals(2, test.memory.opened.size());

        test.filter.refusing = true;
        try (var user = test.graph.attach("f", TestGraph.reader("r"));
                var lane = user.openLane()) {
            assertThrows(
                    BlockException.class,
                    () ->
                            test.graph.apply(
                                    List.of(
                                            new GraphChange.Reopen(
                                                    tree(
                                                            "driver",
                                                            "pass",
                                                            "node-name",
                                                            "f",
                                                            "file",
                                                            memory("a", "node-name", "under"))))));
            assertEquals(NodeState.FAILED, test.graph.require("f").state());
            assertThrows(BlockException.class, () -> lane.read(0, ByteBuffer.allocate(512)));
        }
    }

    @Test
    void aFlushThatFailsKeepsTheNodeAsItIs() throws Exception {
        test.memory.disk("a").sized(4096);
        test.add("a");
        test.memory.disk("a").failFlush = true;
        assertThrows(
                BlockException.class,
                () ->
                        test.graph.apply(
                                List.of(
                                        new GraphChange.Reopen(
                                                memory(
                                                        "a",
                                                        "node-name",
                                                        "a",
                                                        "read-only",
                                                        true)))));
        assertFalse(test.graph.require("a").readOnly());
        assertEquals(NodeState.ACTIVE, test.graph.require("a").state());
        test.memory.disk("a").failClose = true;
        test.graph.remove("a");
        assertEquals(List.of(), test.names());
    }
}
