package org.blockyard.kernel.internal.graph;

import static org.blockyard.kernel.internal.fixture.TestGraph.bytes;
import static org.blockyard.kernel.internal.fixture.TestGraph.reader;
import static org.blockyard.kernel.internal.fixture.TestGraph.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Limits;
import org.blockyard.io.RequestFlags;
import org.blockyard.kernel.internal.fixture.TestGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Copies by the operating system between nodes: what holds while they run, and when there are none.
 */
@Timeout(300)
class CopyTest {
    private static final int SIZE = 1 << 16;

    private final TestGraph test = new TestGraph();

    @AfterEach
    void close() {
        test.close();
    }

    private void disks(Object... targetOptions) throws Exception {
        test.memory.disk("from").sized(SIZE).filled(0, SIZE, 7);
        test.memory.disk("to").sized(SIZE);
        test.add("from");
        test.add("to", targetOptions);
        test.graph.add(tree("driver", "pass", "node-name", "source", "file", "from"));
        test.graph.add(tree("driver", "pass", "node-name", "target", "file", "to"));
    }

    private long copy(RequestFlags flags) throws Exception {
        try (var from = test.graph.attach("source", reader("r"));
                var to = test.writing("target");
                var source = from.openLane();
                var target = to.openLane()) {
            return target.copyFrom(source, 512, 1024, 4096, flags);
        }
    }

    private List<String> done() {
        return List.copyOf(test.memory.disk("to").calls);
    }

    @Test
    void bothNodesHaveTheRequestInFlightAndCountIt() throws Exception {
        disks();
        test.memory.disk("to").duringCopy =
                () -> {
                    for (var node : List.of("source", "from", "target", "to")) {
                        assertEquals(1, statistics(node).inFlight(), node);
                    }
                };
        assertEquals(4096, copy(RequestFlags.FUA));
        assertEquals(List.of("copy 1024+4096 none"), done());
        assertEquals(1, test.memory.disk("to").flushes.get());
        assertEquals(7, test.memory.disk("to").bytes[1024]);
        for (var node : List.of("source", "from", "target", "to")) {
            assertEquals(0, statistics(node).inFlight(), node);
        }
        assertEquals(4096, statistics("source").reads().bytes());
        assertEquals(4096, statistics("target").writes().bytes());
    }

    private org.blockyard.graph.NodeStatistics statistics(String node) {
        try {
            return test.graph.require(node).statistics();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatTheSystemDoesNotCopyIsNotCounted() throws Exception {
        disks();
        test.memory.disk("to").failWrites = true;
        assertEquals(0, copy(RequestFlags.NONE));
        assertEquals(0, statistics("target").writes().done());
        assertEquals(0, statistics("target").writes().failed());
        assertEquals(0, statistics("source").inFlight());
    }

    @Test
    void aDrainedSourceIsNotWaitedFor() throws Exception {
        disks();
        try (var section = test.graph.drain(List.of("from"))) {
            var copied = new long[] {-1};
            var thread =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            copied[0] = copy(RequestFlags.NONE);
                                        } catch (Exception e) {
                                            // the number tells
                                        }
                                    });
            thread.join();
            assertEquals(0, copied[0]);
        }
        assertEquals(List.of(), done());
    }

    @Test
    void aDrainWaitsForTheCopyThatItFinds() throws Exception {
        disks();
        var copying = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        test.memory.disk("to").duringCopy =
                () -> {
                    copying.countDown();
                    try {
                        goOn.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                };
        var copier = Thread.ofVirtual().start(() -> assertCopies());
        copying.await();
        var drained = new CountDownLatch(1);
        var drainer =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try (var section = test.graph.drain(List.of("from", "to"))) {
                                        assertEquals(0, statistics("from").inFlight());
                                        assertEquals(1, done().size());
                                        drained.countDown();
                                    } catch (Exception e) {
                                        // the latch tells
                                    }
                                });
        goOn.countDown();
        copier.join();
        drained.await();
        drainer.join();
    }

    private void assertCopies() {
        try {
            assertEquals(4096, copy(RequestFlags.NONE));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theBytesAreSeenWhereSomebodyHasToSeeThem() throws Exception {
        disks("detect-zeroes", "on");
        assertEquals(0, copy(RequestFlags.NONE));
        assertEquals(0, copy(RequestFlags.COMPRESSED));
        assertEquals(List.of(), done());
    }

    @Test
    void partsOfBlocksAreNotCopied() throws Exception {
        test.memory.disk("to").limits(Limits.NONE.aligned(4096, 1));
        disks();
        assertEquals(0, copy(RequestFlags.NONE));
        assertEquals(List.of(), done());
    }

    @Test
    void whatIsLentAsMemoryIsNotCopiedOver() throws Exception {
        disks();
        try (var user = test.writing("target");
                var lane = user.openLane();
                var lent = lane.tryMap(2048, 512).orElseThrow()) {
            assertTrue(lent.bytes().hasRemaining());
            assertEquals(0, copy(RequestFlags.NONE));
        }
        assertEquals(4096, copy(RequestFlags.NONE));
    }

    @Test
    void onlyWhoMayWriteCopiesAndOnlyInsideTheDisks() throws Exception {
        disks();
        try (var from = test.writing("source");
                var to = test.graph.attach("target", reader("r"));
                var source = from.openLane();
                var target = to.openLane()) {
            refused(
                    ErrorKind.READ_ONLY,
                    () -> target.copyFrom(source, 0, 0, 512, RequestFlags.NONE));
            refused(
                    ErrorKind.OUT_OF_RANGE,
                    () -> source.copyFrom(target, 0, SIZE, 512, RequestFlags.NONE));
            refused(
                    ErrorKind.OUT_OF_RANGE,
                    () -> source.copyFrom(target, SIZE, 0, 512, RequestFlags.NONE));
            assertEquals(0, source.copyFrom(target, 0, 0, 0, RequestFlags.NONE));
            source.write(0, bytes(512, 1), RequestFlags.NONE);
        }
        assertEquals(List.of(), done());
    }

    private static void refused(
            ErrorKind kind, org.junit.jupiter.api.function.Executable executable) {
        assertEquals(kind, assertThrows(BlockException.class, executable).kind());
    }
}
