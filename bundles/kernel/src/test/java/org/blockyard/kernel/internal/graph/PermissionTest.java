package org.blockyard.kernel.internal.graph;

import static org.blockyard.kernel.internal.fixture.TestGraph.memory;
import static org.blockyard.kernel.internal.fixture.TestGraph.reader;
import static org.blockyard.kernel.internal.fixture.TestGraph.tree;
import static org.blockyard.kernel.internal.fixture.TestGraph.writer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.blockyard.driver.Permission;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Progress;
import org.blockyard.graph.GraphChange;
import org.blockyard.graph.UserRequest;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.fixture.TestGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PermissionTest {
    private final TestGraph test = new TestGraph();

    @BeforeEach
    void toyOverFile() throws Exception {
        test.graph.create("img", "toy", tree("size", "4096"), Progress.NONE);
        test.add("img", "node-name", "file");
        test.graph.add(tree("driver", "toy", "node-name", "fmt", "file", "file"));
    }

    @AfterEach
    void close() {
        test.close();
    }

    private BlockException refused(String node, UserRequest request) {
        return assertThrows(BlockException.class, () -> test.graph.attach(node, request));
    }

    @Test
    void aFormatWritesItsMetadataAndSharesNeitherWritingNorResizing() throws Exception {
        assertEquals(
                new TreeSet<>(Set.of("consistent-read", "write", "resize")),
                test.memory.disk("img").permissions());
        var failure = refused("file", writer("exp"));
        assertEquals(ErrorKind.LOCKED, failure.kind());
        assertEquals(
                "Permission conflict on node 'file': permissions 'write' are both required by tool 'exp' (uses node"
                        + " 'file' as 'root' child) and unshared by node 'fmt' (uses node 'file' as 'file' child).",
                failure.sentence());
        assertEquals(1, test.graph.require("file").holders().size());
        test.graph.attach("file", reader("r")).close();
    }

    @Test
    void whatAUserDoesNotShareIsRefusedDownTheGraphAndGivenBackOnClose() throws Exception {
        var alone =
                test.graph.attach(
                        "fmt",
                        new UserRequest(
                                "export", "e", Set.of(Permission.CONSISTENT_READ), Set.of()));
        refused("file", reader("r"));
        assertEquals(Set.of(), test.memory.disk("img").shared.get());
        alone.close();
        test.graph.attach("file", reader("r")).close();
    }

    @Test
    void aLockThatCannotBeHadRollsTheWholeChangeBack() throws Exception {
        test.memory.disk("other").sized(512);
        test.memory.disk("other").refusePermissions = true;
        test.add("other");
        test.graph.add(tree("driver", "pass", "node-name", "f", "file", "other"));
        var failure = refused("f", writer("w"));
        assertEquals("Failed to get \"write\" lock", failure.sentence());
        assertEquals(List.of(), test.graph.require("f").holders());
        assertEquals(Set.of(), test.graph.require("other").holders().getFirst().wanted());
        test.memory.disk("other").refusePermissions = false;
        var user = test.graph.attach("f", reader("r"));
        test.memory.disk("other").refusePermissions = true;
        assertThrows(
                BlockException.class,
                () -> user.permissions(Set.of(Permission.WRITE), Set.of(Permission.values())));
        assertEquals(Set.of("consistent-read"), test.memory.disk("other").permissions());
    }

    @Test
    void readOnlyAndInactiveNodesTakeNoWriters() throws Exception {
        test.memory.disk("ro").sized(512);
        test.add("ro", "read-only", true);
        assertEquals(ErrorKind.READ_ONLY, refused("ro", writer("w")).kind());
        test.graph.active(java.util.Optional.of("fmt"), false);
        assertEquals(Set.of(), test.memory.disk("img").permissions());
        refused("fmt", writer("w"));
        test.graph.active(java.util.Optional.of("fmt"), true);
        test.writing("fmt").close();
    }

    @Test
    void autoReadOnlyFallsBackAndItsParentsFollow() throws Exception {
        test.memory.disk("img2").sized(4096).unwritable = true;
        assertThrows(BlockException.class, () -> test.add("img2"));
        var node =
                test.graph.add(
                        tree(
                                "driver",
                                "pass",
                                "node-name",
                                "top",
                                "auto-read-only",
                                true,
                                "file",
                                memory("img2")));
        assertTrue(node.readOnly());
        refused("top", writer("w"));
    }

    @Test
    void anOperatorResizesOnlyWhereAllHoldersShareIt() throws Exception {
        test.memory.disk("r").sized(512);
        test.add("r");
        var resized = new java.util.concurrent.atomic.AtomicInteger();
        try (var user = test.writing("r")) {
            user.onResize(resized::incrementAndGet);
            test.graph.resize("r", 1000, Preallocation.OFF);
            assertEquals(1024, user.node().length());
            assertEquals(1, resized.get());
        }
        assertEquals(
                ErrorKind.LOCKED,
                assertThrows(
                                BlockException.class,
                                () -> test.graph.resize("file", 512, Preallocation.OFF))
                        .kind());
    }

    @Test
    void aHeldNodeIsNotRemoved() throws Exception {
        var failure = assertThrows(BlockException.class, () -> test.graph.remove("file"));
        assertEquals(ErrorKind.BUSY, failure.kind());
        var user = test.writing("fmt");
        assertThrows(BlockException.class, () -> test.graph.remove("fmt"));
        user.close();
        test.graph.apply(List.of(new GraphChange.Remove("fmt"), new GraphChange.Remove("file")));
        assertEquals(List.of(), test.names());
    }
}
