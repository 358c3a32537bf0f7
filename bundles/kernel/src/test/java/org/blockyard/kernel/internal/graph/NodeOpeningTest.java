package org.blockyard.kernel.internal.graph;

import static org.blockyard.kernel.internal.fixture.TestGraph.bytes;
import static org.blockyard.kernel.internal.fixture.TestGraph.memory;
import static org.blockyard.kernel.internal.fixture.TestGraph.reader;
import static org.blockyard.kernel.internal.fixture.TestGraph.tree;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.driver.Progress;
import org.blockyard.graph.NodeState;
import org.blockyard.graph.OpenRequest;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;
import org.blockyard.kernel.internal.fixture.TestGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeOpeningTest {
    private final TestGraph test = new TestGraph();

    @AfterEach
    void nothingLeaks() {
        test.close();
        assertEquals(List.of(), test.names());
        for (var name : test.memory.diskNames()) {
            assertEquals(0, test.memory.disk(name).open.get(), name);
        }
    }

    private static OpenRequest named(String name, Object... options) {
        return new OpenRequest(Optional.of(name), tree(options), false, false);
    }

    @Test
    void readsBackWhatWasWrittenThroughAFilterWithItsChildInPlace() throws Exception {
        test.memory.disk("a").sized(8192);
        var node = test.graph.add(tree("driver", "pass", "node-name", "top", "file", memory("a")));
        assertEquals(NodeState.ACTIVE, node.state());
        try (var user = test.writing("top");
                var lane = user.openLane()) {
            lane.write(100, bytes(1000, 7), RequestFlags.NONE);
            var back = ByteBuffer.allocate(1000);
            lane.read(100, back);
            assertArrayEquals(bytes(1000, 7).array(), back.array());
            assertTrue(lane.tryRead(100, back.clear()));
        }
        assertEquals(1, node.statistics().writes().done());
        assertEquals(2, node.statistics().reads().done());
        assertEquals(1100, node.statistics().highestOffset());
        test.graph.remove("top");
        assertEquals(List.of(), test.names());
    }

    @Test
    void probesTheFormatAndFollowsARecordedBackingFileBesideTheImage() throws Exception {
        test.graph.create("/d/base", "toy", Map.of("size", "4096"), Progress.NONE);
        test.graph.create(
                "/d/top",
                "toy",
                Map.of("size", "4096", "backing_file", "base", "backing_fmt", "toy"),
                Progress.NONE);
        var base = test.graph.open(named("/d/base"));
        try (var user = test.writing(base.name());
                var lane = user.openLane()) {
            lane.write(512, bytes(512, 3), RequestFlags.NONE);
        }
        test.graph.remove(base.name());

        var top = test.graph.open(named("/d/top"));
        assertEquals("toy", top.driver());
        assertEquals("/d/top", top.fileName());
        var backing = top.child("backing").orElseThrow();
        assertTrue(backing.readOnly());
        assertEquals("/d/base", backing.fileName());
        try (var user = test.graph.attach(top.name(), reader("r"));
                var lane = user.openLane()) {
            var back = ByteBuffer.allocate(512);
            lane.read(512, back);
            assertEquals(3, back.get(0));
            var hole = lane.chainStatus(0, 4096, Optional.empty());
            assertEquals(512, hole.length());
            assertTrue(hole.zero());
            assertFalse(hole.present());
            assertEquals(2, hole.depth());
            var data = lane.chainStatus(512, 3584, Optional.empty());
            assertEquals(1, data.depth());
            assertEquals(512, data.length());
            assertEquals(1024, data.offset().orElseThrow());
            assertEquals("/d/base", data.fileName().orElseThrow());
            assertFalse(lane.chainStatus(512, 512, Optional.of(backing.name())).present());
        }
        test.graph.remove(top.name());
        assertEquals(List.of(), test.names());
    }

    @Test
    void metadataOnlyOpensNoBacking() throws Exception {
        test.graph.create(
                "/d/top", "toy", Map.of("size", "512", "backing_file", "gone"), Progress.NONE);
        var failure = assertThrows(BlockException.class, () -> test.graph.open(named("/d/top")));
        assertEquals(ErrorKind.NOT_FOUND, failure.kind());
        assertEquals(List.of(), test.names());
        var node = test.graph.open(new OpenRequest(Optional.of("/d/top"), Map.of(), true, false));
        assertEquals(1, node.children().size());
    }

    @Test
    void refusesToMakeAGuessedPlainImageLookLikeAnotherFormat() throws Exception {
        test.memory.disk("/d/x").sized(4096);
        var guessed = test.graph.open(named("/d/x"));
        assertEquals("plain", guessed.driver());
        try (var user = test.writing(guessed.name());
                var lane = user.openLane()) {
            lane.write(4, bytes(100, 0), RequestFlags.NONE);
            var magic = ByteBuffer.wrap("TOY1".getBytes());
            assertThrows(BlockException.class, () -> lane.write(0, magic, RequestFlags.NONE));
            lane.write(512, bytes(512, 9), RequestFlags.NONE);
        }
        test.graph.remove(guessed.name());
        var said = test.graph.open(named("/d/x", "driver", "plain"));
        try (var user = test.writing(said.name());
                var lane = user.openLane()) {
            lane.write(0, ByteBuffer.wrap("TOY1".getBytes()), RequestFlags.NONE);
        }
        test.graph.remove(said.name());
        assertEquals("toy", test.graph.open(named("/d/x")).driver());
    }

    @Test
    void understandsJsonAndPrefixedNames() throws Exception {
        test.memory.disk("b").sized(512);
        assertEquals(
                "memory",
                test.graph.open(named("json:{'driver':'memory','filename':'b'}")).driver());
        assertEquals("b", test.graph.open(named("mem:b", "driver", "plain")).fileName());
        var dotted =
                test.graph.open(
                        named(
                                "json:{'driver':'plain','file.driver':'memory','file.filename':'b'}"));
        assertEquals("memory", dotted.child("file").orElseThrow().driver());
        var failure = assertThrows(BlockException.class, () -> test.graph.open(named("gopher:b")));
        assertEquals("Unknown protocol 'gopher'", failure.sentence());
    }

    @Test
    void createsPlainImagesAtFullLength() throws Exception {
        test.graph.create("/d/p", "plain", Map.of("size", "1M"), Progress.NONE);
        assertEquals(1 << 20, test.memory.disk("/d/p").bytes.length);
        test.memory.disk("/d/t").sized(0);
        test.add("/d/t".substring(3), "filename", "/d/t");
        test.graph.create(tree("driver", "toy", "file", "t", "size", 2048L), Progress.NONE);
        assertEquals(2048 + 512, test.memory.disk("/d/t").bytes.length);
    }

    @Test
    void aFailedOpenLeavesNothing() throws Exception {
        test.memory.disk("a").sized(512);
        var wrong =
                tree(
                        "driver",
                        "toy",
                        "node-name",
                        "top",
                        "file",
                        memory("a", "node-name", "under"));
        var failure = assertThrows(BlockException.class, () -> test.graph.add(wrong));
        assertEquals(ErrorKind.INVALID_FORMAT, failure.kind());
        assertEquals("top", failure.node().orElseThrow());
        assertEquals(List.of(), test.names());
        assertEquals(0, test.memory.disk("a").open.get());
        assertEquals(
                ErrorKind.NOT_FOUND,
                assertThrows(
                                BlockException.class,
                                () -> test.graph.add(tree("driver", "none", "node-name", "n")))
                        .kind());
        assertEquals(
                ErrorKind.INVALID_OPTION,
                assertThrows(BlockException.class, () -> test.add("a", "node-name", "1bad"))
                        .kind());
    }
}
