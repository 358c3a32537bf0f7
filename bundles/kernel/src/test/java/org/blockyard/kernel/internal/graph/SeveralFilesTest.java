package org.blockyard.kernel.internal.graph;

import static org.blockyard.kernel.internal.fixture.TestGraph.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.driver.Progress;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.Edge;
import org.blockyard.graph.OpenRequest;
import org.blockyard.io.BlockException;
import org.blockyard.kernel.internal.fixture.PairDriver;
import org.blockyard.kernel.internal.fixture.TestGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Images of several files are made and opened beside each other. */
class SeveralFilesTest {
    private final TestGraph test = new TestGraph();

    @BeforeEach
    void addTheDriver() {
        test.drivers.add(TestGraph.info(new PairDriver(), "1.0.0"));
    }

    @AfterEach
    void nothingLeaks() {
        test.close();
        assertEquals(List.of(), test.names());
        for (var name : test.memory.diskNames()) {
            assertEquals(0, test.memory.disk(name).open.get(), name);
        }
    }

    private void create(String name, Object... options) throws Exception {
        test.graph.create(name, "pair", textTree(options), Progress.NONE);
    }

    private static Map<String, Object> textTree(Object... options) {
        var tree = tree(options);
        tree.putIfAbsent("size", "4096");
        return tree;
    }

    private BlockNode open(String name, boolean metadataOnly) throws Exception {
        return test.graph.open(
                new OpenRequest(Optional.of(name), tree("driver", "pair"), metadataOnly, false));
    }

    private static List<String> children(BlockNode node) {
        return node.children().stream().map(Edge::name).toList();
    }

    @Test
    void anImageMadeByNameHasFilesInItsFolder() throws Exception {
        create("/d/a");
        assertEquals(4096, test.memory.disk("/d/part").bytes.length);
        var node = open("/d/a", false);
        assertEquals(List.of("file", "part"), children(node));
        assertEquals("/d/part", node.children().get(1).child().fileName());
    }

    @Test
    void anImageMadeOfNodesHasNone() throws Exception {
        test.memory.disk("t").sized(0);
        test.add("t");
        var failure =
                assertThrows(
                        BlockException.class,
                        () ->
                                test.graph.create(
                                        tree("driver", "pair", "file", "t", "size", 2048L),
                                        Progress.NONE));
        assertEquals("no second file", failure.sentence());
    }

    @Test
    void aFailureLetsTheFilesGo() {
        assertThrows(BlockException.class, () -> create("/d/a", "failing", "on"));
        assertEquals(List.of(), test.names());
    }

    @Test
    void anotherImageIsLookedAtBesideTheNewOne() throws Exception {
        create("/d/a");
        create("/d/b", "after", "a");
        assertEquals(1, open("/d/b", true).describe().specific().get("number"));
        assertThrows(BlockException.class, () -> create("/d/c", "after", "nowhere/x"));
    }

    @Test
    void forMetadataOnlyTheFilesThatHoldSomeAreOpened() throws Exception {
        create("/d/a");
        create("/d/b", "after", "a");
        assertEquals(List.of("file"), children(open("/d/a", true)));
        assertEquals(List.of("file", "part"), children(open("/d/b", true)));
    }
}
